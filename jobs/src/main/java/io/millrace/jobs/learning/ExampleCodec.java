package io.millrace.jobs.learning;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/** Examples to and from the bytes that an operator keeps of them. */
final class ExampleCodec {
    private ExampleCodec() {}

    static void write(Example example, SnapshotOutput out) {
        out.count(example.time);
        out.flag(example.labelled);
        out.integer(example.partition);
        out.count(example.offset);
        out.count(example.eventTime);
        out.number(example.number);
        writeText(example.text, out);
        writeText(example.principal, out);
        out.text(example.eventId);
        out.bytes(example.prediction);
    }

    static Example read(SnapshotInput in) {
        Example example = new Example();
        example.time = in.count();
        example.labelled = in.flag();
        example.partition = in.integer();
        example.offset = in.count();
        example.eventTime = in.count();
        example.number = in.number();
        example.text = readText(in);
        example.principal = readText(in);
        example.eventId = in.text();
        example.prediction = in.bytes();
        return example;
    }

    private static void writeText(String text, SnapshotOutput out) {
        out.flag(text != null);
        if (text != null) {
            out.text(text);
        }
    }

    private static String readText(SnapshotInput in) {
        return in.flag() ? in.text() : null;
    }
}
