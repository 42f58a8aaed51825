package io.millrace.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A zip from a stranger, read whole into memory. Only what its central directory lists exists; every entry is checked
 * when the archive is opened, before a byte is unpacked.
 *
 * <p>Refused are: more than {@value #MAX_ENTRIES} entries, more than {@value #MAX_BYTES} bytes unpacked or
 * {@value #MAX_RATIO} times the archive's own size, absolute names, {@code .}, {@code ..}, backslashes and control
 * characters in names, the same name twice, a file that is also a folder, links and devices, encryption, methods other
 * than stored and deflated, Zip64, and entries whose content differs from what the directory says of it.
 *
 * <p>Immutable, safe for all threads.
 */
public final class ModelArchive {
    /** Most entries, folders included. */
    public static final int MAX_ENTRIES = 10_000;

    /** Most bytes of all entries together, unpacked. */
    public static final long MAX_BYTES = 512L << 20;

    /** How many times larger the entries may be than the archive. */
    public static final int MAX_RATIO = 100;

    private static final int MAX_NAME = 1_024;
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_BYTES = 30;

    private static final int ENCRYPTED_OR_PATCHED = 1 | 1 << 5 | 1 << 6 | 1 << 13;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    /** Unix file types, in the upper half of the external attributes. */
    private static final int TYPE_MASK = 0xF000;

    private static final Set<Integer> PLAIN_TYPES = Set.of(0, 0x4000, 0x8000);

    private final Path path;
    private final byte[] zip;
    private final ByteBuffer buffer;
    private final Map<String, Entry> files = new LinkedHashMap<>();

    /** Where a file's data lies and what must come out of it. */
    private record Entry(String name, int method, long crc, int dataFrom, int packed, int unpacked) {}

    private ModelArchive(Path path, byte[] zip) {
        this.path = path;
        this.zip = zip;
        buffer = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Opens an archive.
     *
     * @param path where it was found, for messages
     * @param zip its bytes; not to be changed
     * @throws ModelException if it is no zip, or breaks one of the rules above
     */
    public static ModelArchive open(Path path, byte[] zip) {
        ModelArchive archive = new ModelArchive(path, zip);
        try {
            archive.readDirectory();
        } catch (IndexOutOfBoundsException e) {
            throw new ModelException(path + ": zip: damaged: an offset points outside of it", e);
        }
        return archive;
    }

    /** Names of the files, with {@code /} between folders, in the archive's order. */
    public Set<String> files() {
        return Collections.unmodifiableSet(files.keySet());
    }

    /**
     * Content of the file called {@code name}.
     *
     * @throws ModelException if there is none, or its data is damaged
     */
    public byte[] bytes(String name) {
        Entry entry = files.get(name);
        if (entry == null) {
            throw refused("no file " + name + " in it");
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream(entry.unpacked);
        try {
            unpack(entry, content);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return content.toByteArray();
    }

    /**
     * Writes all files into {@code folder} and nowhere else.
     *
     * @param folder an empty folder that nobody else writes to
     * @throws ModelException if data is damaged; what was written until then stays
     * @throws IOException if the folder cannot be written to
     */
    public void extractTo(Path folder) throws IOException {
        Path root = folder.toRealPath();
        for (Entry entry : files.values()) {
            Path file;
            try {
                file = root.resolve(entry.name);
            } catch (InvalidPathException e) {
                throw new ModelException(
                        path + ": zip: entry name must be a path: " + entry.name + ": " + e.getReason(), e);
            }
            Path parent = Files.createDirectories(file.getParent()).toRealPath();
            if (!parent.startsWith(root)) {
                throw refused("entry must lie inside the folder: " + entry.name);
            }
            try (OutputStream out =
                    Files.newOutputStream(parent.resolve(file.getFileName()), StandardOpenOption.CREATE_NEW)) {
                unpack(entry, out);
            }
        }
    }

    private void readDirectory() {
        int end = findEnd();
        int entries = unsignedShort(end + 10);
        long bytes = unsignedInt(end + 12);
        long from = unsignedInt(end + 16);
        if (unsignedShort(end + 4) != 0 || unsignedShort(end + 8) != entries || entries == 0xFFFF) {
            throw refused("must be a single part and no Zip64");
        }
        if (from + bytes != end) {
            throw refused("damaged: its directory must end at " + end + ", found " + (from + bytes));
        }
        if (entries > MAX_ENTRIES) {
            throw refused("must have at most " + MAX_ENTRIES + " entries, found " + entries);
        }
        Map<String, Boolean> isFolder = new LinkedHashMap<>();
        long total = 0;
        int at = (int) from;
        for (int i = 0; i < entries; i++) {
            if (buffer.getInt(at) != ENTRY_SIGNATURE) {
                throw refused("damaged: no directory entry at " + at);
            }
            int nameBytes = unsignedShort(at + 28);
            String name = name(at + ENTRY_BYTES, nameBytes);
            checkName(name);
            boolean folder = name.endsWith("/");
            String plainName = folder ? name.substring(0, name.length() - 1) : name;
            if (isFolder.put(plainName, folder) != null) {
                throw refused("entry names must differ: " + name);
            }
            Entry entry = entry(name, at, nameBytes, (int) from);
            total += entry.unpacked;
            if (!folder) {
                files.put(name, entry);
            } else if (entry.unpacked != 0) {
                throw refused("a folder must have no content: " + name);
            }
            at += ENTRY_BYTES + nameBytes + unsignedShort(at + 30) + unsignedShort(at + 32);
        }
        if (total > MAX_BYTES) {
            throw refused("must be at most " + MAX_BYTES + " bytes unpacked, found " + total);
        }
        if (total > (long) MAX_RATIO * zip.length) {
            throw refused(
                    "must unpack to at most " + MAX_RATIO + " times its " + zip.length + " bytes, found " + total);
        }
        isFolder.keySet().forEach(name -> checkAncestors(name, isFolder));
    }

    /** The last record of the file; a comment may follow, whose length it tells. */
    private int findEnd() {
        int last = zip.length - END_BYTES;
        for (int at = last; at >= Math.max(0, last - 0xFFFF); at--) {
            if (buffer.getInt(at) == END_SIGNATURE && unsignedShort(at + 20) == last - at) {
                return at;
            }
        }
        throw refused("must be a zip, found " + zip.length + " bytes without a zip's end");
    }

    private Entry entry(String name, int at, int nameBytes, int directoryFrom) {
        int method = unsignedShort(at + 10);
        long packed = unsignedInt(at + 20);
        long unpacked = unsignedInt(at + 24);
        long local = unsignedInt(at + 42);
        int type = (buffer.getInt(at + 38) >>> 16) & TYPE_MASK;
        if (!PLAIN_TYPES.contains(type)) {
            throw refused("entry must be a file or a folder, no link and no device: " + name);
        }
        if ((unsignedShort(at + 8) & ENCRYPTED_OR_PATCHED) != 0) {
            throw refused("entry must not be encrypted or patched: " + name);
        }
        if (method != STORED && method != DEFLATED) {
            throw refused("entry must be stored or deflated: " + name + ", found method " + method);
        }
        if (unpacked > MAX_BYTES) {
            throw refused("must be at most " + MAX_BYTES + " bytes unpacked, found " + unpacked + " in " + name);
        }
        if (method == STORED && packed != unpacked) {
            throw refused("damaged: stored entry of two sizes: " + name);
        }
        if (local + LOCAL_BYTES > directoryFrom || buffer.getInt((int) local) != LOCAL_SIGNATURE) {
            throw refused("damaged: no entry at " + local + ": " + name);
        }
        int from = (int) local + LOCAL_BYTES;
        int localNameBytes = unsignedShort((int) local + 26);
        if (!Arrays.equals(zip, from, from + localNameBytes, zip, at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes)) {
            throw refused("damaged: entry of two names: " + name);
        }
        int dataFrom = from + localNameBytes + unsignedShort((int) local + 28);
        if (dataFrom + packed > directoryFrom) {
            throw refused("damaged: entry reaches into the directory: " + name);
        }
        return new Entry(name, method, unsignedInt(at + 16), dataFrom, (int) packed, (int) unpacked);
    }

    private String name(int from, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(buffer.slice(from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ModelException(path + ": zip: entry names must be UTF-8", e);
        }
    }

    private void checkName(String name) {
        if (name.length() > MAX_NAME) {
            throw refused("entry name must have at most " + MAX_NAME + " characters, found " + name.length());
        }
        if (name.startsWith("/") || DRIVE.matcher(name).matches()) {
            throw refused("entry name must not be absolute: " + name);
        }
        if (name.indexOf('\\') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
            throw refused("entry name must not have backslashes or control characters: " + name);
        }
        String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        for (String part : plain.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw refused("entry name must not have empty, . or .. parts: " + name);
            }
        }
    }

    private void checkAncestors(String name, Map<String, Boolean> isFolder) {
        for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
            if (Boolean.FALSE.equals(isFolder.get(name.substring(0, slash)))) {
                throw refused("entry must not lie inside a file: " + name);
            }
        }
    }

    private void unpack(Entry entry, OutputStream out) throws IOException {
        CRC32 crc = new CRC32();
        long length = 0;
        if (entry.method == STORED) {
            crc.update(zip, entry.dataFrom, entry.unpacked);
            out.write(zip, entry.dataFrom, entry.unpacked);
            length = entry.unpacked;
        } else {
            Inflater inflater = new Inflater(true);
            try {
                inflater.setInput(zip, entry.dataFrom, entry.packed);
                byte[] chunk = new byte[Math.min(entry.unpacked + 1, 1 << 16)];
                while (length <= entry.unpacked) {
                    int count = inflater.inflate(chunk);
                    if (count == 0) {
                        break;
                    }
                    length += count;
                    crc.update(chunk, 0, count);
                    out.write(chunk, 0, count);
                }
            } catch (DataFormatException e) {
                throw new ModelException(path + ": zip: damaged: " + entry.name + ": " + e.getMessage(), e);
            } finally {
                inflater.end();
            }
        }
        if (length != entry.unpacked || crc.getValue() != entry.crc) {
            throw refused("damaged: content differs from what the directory says: " + entry.name);
        }
    }

    private int unsignedShort(int at) {
        return Short.toUnsignedInt(buffer.getShort(at));
    }

    private long unsignedInt(int at) {
        return Integer.toUnsignedLong(buffer.getInt(at));
    }

    private ModelException refused(String rule) {
        return new ModelException(path + ": zip: " + rule);
    }
}
