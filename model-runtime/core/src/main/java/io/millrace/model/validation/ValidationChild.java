package io.millrace.model.validation;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The child of a {@link ValidationProcess}. Its first line of standard input is a secret word, before which it puts its
 * result on standard output, so that nothing that a model makes an engine print is taken for it. When standard input ends,
 * the parent is gone or wants no answer: the child ends, too.
 */
final class ValidationChild {
    /** Exit code of a JVM that ran out of memory, under {@code -XX:+ExitOnOutOfMemoryError}. */
    static final int OUT_OF_MEMORY = 3;

    private ValidationChild() {}

    /**
     * Validates one model.
     *
     * @param args the bundle, and the hash that its model file must have or nothing
     */
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String secret = in.readLine();
        if (secret == null) {
            end();
        }
        Thread watch = new Thread(() -> awaitEnd(in), "parent");
        watch.setDaemon(true);
        watch.start();
        PrintStream out = System.out;
        System.setOut(System.err);
        ValidationResult result;
        try {
            result = ModelValidator.validate(Path.of(args[0]), args[1]);
        } catch (OutOfMemoryError e) {
            // The JVM ends by itself when its heap is full, but not when it may have no more direct memory.
            System.err.println(e);
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
            return;
        }
        out.print("\n" + secret + " " + new ObjectMapper().writeValueAsString(result) + "\n");
        out.flush();
        // Not exit(): what an engine hangs up in must not keep the verdict from being one.
        Runtime.getRuntime().halt(0);
    }

    private static void awaitEnd(BufferedReader in) {
        try {
            while (in.read() >= 0) {
                // the parent has nothing more to say
            }
        } catch (IOException e) {
            // a broken pipe is an end, too
        }
        end();
    }

    /** The parent may be gone for good, and nobody else deletes the working folder then. */
    private static void end() {
        String folder = System.getProperty(WorkingFolder.PROPERTY);
        if (folder != null) {
            new WorkingFolder(Path.of(folder)).close();
        }
        Runtime.getRuntime().halt(1);
    }
}
