package io.millrace.jobs.learning;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/**
 * Examples that wait, first those that are first in {@link Example#ORDER}.
 *
 * <p>They come nearly in order: from each subtask of the join, mixed from a few partitions. So they are dealt to sorted runs, as in patience sorting: each
 * to the first run that it can follow. To add or take one looks at one end of each run, a few comparisons, where a heap of all has fifteen for 32,768
 * examples, most of them with a miss in the cache. What follows no run is in a heap. One thread.
 */
final class HeldExamples {
    private static final int MOST_RUNS = 8;

    private final List<Deque<Example>> runs = new ArrayList<>();
    private final PriorityQueue<Example> rest = new PriorityQueue<>(Example.ORDER);
    private int size;

    void add(Example example) {
        size++;
        for (int i = 0; i < runs.size(); i++) {
            Example last = runs.get(i).peekLast();
            if (last == null || Example.ORDER.compare(last, example) <= 0) {
                runs.get(i).addLast(example);
                return;
            }
        }
        if (runs.size() < MOST_RUNS) {
            Deque<Example> run = new ArrayDeque<>();
            run.addLast(example);
            runs.add(run);
        } else {
            rest.add(example);
        }
    }

    int size() {
        return size;
    }

    /** Takes the first one if its time is at most {@code time}; null if there is none. */
    Example takeUntil(long time) {
        Deque<Example> best = null;
        Example first = rest.peek();
        for (int i = 0; i < runs.size(); i++) {
            Example head = runs.get(i).peekFirst();
            if (head != null && (first == null || Example.ORDER.compare(head, first) < 0)) {
                first = head;
                best = runs.get(i);
            }
        }
        if (first == null || first.time > time) {
            return null;
        }
        size--;
        return best == null ? rest.remove() : best.removeFirst();
    }

    /** All of them, in any order. */
    Iterator<Example> iterator() {
        return Stream.concat(runs.stream().flatMap(Deque::stream), rest.stream())
                .iterator();
    }
}
