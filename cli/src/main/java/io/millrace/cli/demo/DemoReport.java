package io.millrace.cli.demo;

import java.util.List;
import java.util.Map;

/** What a demonstration showed. */
interface DemoReport {
    /** Whether each event was answered exactly once, by what was decided for it. */
    boolean isFine();

    /** For programs. */
    Map<String, Object> json();

    /**
     * For people.
     *
     * @param plot whether there are pictures, too
     */
    List<String> summary(boolean plot);
}
