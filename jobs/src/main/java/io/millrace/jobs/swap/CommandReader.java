package io.millrace.jobs.swap;

import io.millrace.schemas.ControlCommand;

/** Reads a record of the control topic and checks who signed it. */
@FunctionalInterface
interface CommandReader {
    /**
     * The command in {@code record}.
     *
     * @throws Refusal if it cannot be read, or nobody who may has signed it
     */
    ControlCommand read(byte[] record);

    /** A command that is refused whatever the state. */
    final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String reason;
        private final boolean security;

        /**
         * A refusal.
         *
         * @param reason stable code
         * @param detail in words
         * @param security whether it may be an attack
         */
        Refusal(String reason, String detail, boolean security) {
            super(detail, null, false, false);
            this.reason = reason;
            this.security = security;
        }

        String reason() {
            return reason;
        }

        boolean isSecurity() {
            return security;
        }
    }
}
