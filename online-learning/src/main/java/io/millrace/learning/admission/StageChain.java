package io.millrace.learning.admission;

/**
 * Asks and tells the stages of a filter, one after the other.
 *
 * <p>The first {@value #UNROLLED} have calls of their own, written out, where a loop would do: the JIT remembers for each call which classes it has met there, and so puts a stage's code in place of its
 * call, or calls it directly. In a loop it meets all stages in one place and has to find out each time: 20 ns of an example's 220. One thread at a time.
 */
final class StageChain {
    private static final int UNROLLED = 7;

    private final AdmissionStage[] stages;
    private int asked;
    private Reason answer = Reason.ADMITTED;

    StageChain(AdmissionStage[] stages) {
        this.stages = stages;
    }

    /** Asks the stages in order until one refuses. */
    Reason judge(Submission example) {
        int count = stages.length;
        asked = -1;
        answer = Reason.ADMITTED;
        boolean admitted = (count <= 0 || admits(0, stages[0].judge(example)))
                && (count <= 1 || admits(1, stages[1].judge(example)))
                && (count <= 2 || admits(2, stages[2].judge(example)))
                && (count <= 3 || admits(3, stages[3].judge(example)))
                && (count <= 4 || admits(4, stages[4].judge(example)))
                && (count <= 5 || admits(5, stages[5].judge(example)))
                && (count <= 6 || admits(6, stages[6].judge(example)));
        for (int i = UNROLLED; admitted && i < count; i++) {
            admitted = admits(i, stages[i].judge(example));
        }
        return answer;
    }

    private boolean admits(int stage, Reason reason) {
        asked = stage;
        answer = reason;
        return reason == Reason.ADMITTED;
    }

    /** Number of the stage that {@link #judge} asked last, which is the one that refused if any did; −1 if there are none. */
    int asked() {
        return asked;
    }

    /**
     * Tells the stages up to this number what was decided.
     *
     * @return whether one of them has an alarm
     */
    boolean settle(Submission example, int last) {
        boolean alarmed = last >= 0 && stages[0].settle(example);
        alarmed |= last >= 1 && stages[1].settle(example);
        alarmed |= last >= 2 && stages[2].settle(example);
        alarmed |= last >= 3 && stages[3].settle(example);
        alarmed |= last >= 4 && stages[4].settle(example);
        alarmed |= last >= 5 && stages[5].settle(example);
        alarmed |= last >= 6 && stages[6].settle(example);
        for (int i = UNROLLED; i <= last; i++) {
            alarmed |= stages[i].settle(example);
        }
        return alarmed;
    }
}
