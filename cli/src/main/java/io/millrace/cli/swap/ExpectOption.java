package io.millrace.cli.swap;

import io.millrace.schemas.ControlCommand;
import picocli.CommandLine.Option;

/** Lets a command through only while the champion is the one that its sender has in mind. */
public final class ExpectOption implements CommandPart {
    @Option(
            names = "--expect",
            paramLabel = "NAME@VERSION",
            description = "Refuse it unless this is the newest champion when the job takes it.")
    private String text;

    private ModelLabel champion;

    @Override
    public void check(Problems problems) {
        champion = text == null ? null : problems.label("--expect", text);
    }

    @Override
    public void fill(ControlCommand.Builder command, Workplace workplace) {
        command.setExpectedChampion(champion == null ? null : champion.toString());
    }
}
