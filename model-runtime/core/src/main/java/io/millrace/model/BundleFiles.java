package io.millrace.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a bundle by name, wherever they lie. Each is read whole, up to a limit. */
interface BundleFiles {
    /** Whether there is a file of this name. */
    boolean has(String name) throws IOException;

    /**
     * The content of a file.
     *
     * @param most most bytes that it may have
     * @throws IOException if there is none, it is larger, or it cannot be read
     */
    byte[] read(String name, long most) throws IOException;

    /** Where the file lies, for messages. */
    String where(String name);

    /**
     * Checks that a name leads to a file of the bundle.
     *
     * @return whether it does
     * @throws java.nio.file.InvalidPathException if it is no path
     */
    boolean isInside(String name);

    /** A folder. */
    record Folder(Path folder) implements BundleFiles {
        @Override
        public boolean has(String name) {
            return Files.isRegularFile(folder.resolve(name));
        }

        @Override
        public byte[] read(String name, long most) throws IOException {
            Path file = folder.resolve(name);
            long size = Files.size(file);
            if (size > most) {
                throw new IOException(file + " must have at most " + most + " bytes, found " + size);
            }
            return Files.readAllBytes(file);
        }

        @Override
        public String where(String name) {
            return folder.resolve(name).toString();
        }

        @Override
        public boolean isInside(String name) {
            Path root = folder.toAbsolutePath().normalize();
            return root.resolve(name).normalize().startsWith(root);
        }
    }

    /** A zip file. */
    record Zip(Path file, ModelArchive zip) implements BundleFiles {
        /** Names are exact, so a way there that turns back first is resolved. */
        private static String plain(String name) {
            List<String> parts = new ArrayList<>();
            for (Path part : Path.of(name).normalize()) {
                parts.add(part.toString());
            }
            return String.join("/", parts);
        }

        @Override
        public boolean has(String name) {
            return zip.files().contains(plain(name));
        }

        @Override
        public byte[] read(String name, long most) throws IOException {
            if (!has(name)) {
                throw new NoSuchFileException(where(name));
            }
            byte[] bytes = zip.bytes(plain(name));
            if (bytes.length > most) {
                throw new IOException(where(name) + " must have at most " + most + " bytes, found " + bytes.length);
            }
            return bytes;
        }

        @Override
        public String where(String name) {
            return file + "!" + name;
        }

        @Override
        public boolean isInside(String name) {
            Path path = Path.of(name).normalize();
            return !path.isAbsolute() && !path.startsWith("..");
        }
    }
}
