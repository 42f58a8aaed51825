package io.millrace.schemas;

/** Which job carries a kind of command out: both follow the control topic, and each passes over what is for the other. */
public final class CommandKinds {
    private CommandKinds() {}

    /** Whether it is for the learning job: it concerns learners, not what serves. */
    public static boolean isForLearners(CommandKind kind) {
        return switch (kind) {
            case FREEZE, THAW, RELEASE, REJECT, REVERT -> true;
            case UNKNOWN, DEPLOY, ROLLBACK, SHADOW, CANARY, PROMOTE, RETIRE, ABORT -> false;
        };
    }
}
