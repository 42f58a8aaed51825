package io.millrace.model.store;

/**
 * What a model file is, told from its first bytes. So a file's name in the store depends on nothing but its content, and a
 * wrong ending where it came from does no harm.
 */
enum FileKind {
    ZIP,
    PMML,
    ONNX;

    /** Bytes that tell. */
    static final int HEAD = 64;

    /** An ONNX file is what is left: a protobuf message of that type begins with neither a tag nor {@code PK}. */
    static FileKind of(byte[] head, int length) {
        if (length >= 4 && head[0] == 'P' && head[1] == 'K' && head[2] <= 8 && head[3] <= 8) {
            return ZIP;
        }
        int mark = length < 2 ? 0 : (head[0] & 0xFF) << 8 | (head[1] & 0xFF);
        boolean isUtf16 = mark == 0xFEFF || mark == 0xFFFE;
        return isUtf16 || firstCharacter(head, length) == '<' ? PMML : ONNX;
    }

    String ending() {
        return switch (this) {
            case ZIP -> ".zip";
            case PMML -> ".pmml";
            case ONNX -> ".onnx";
        };
    }

    /** The first character that is no white space, after the byte order mark of UTF-8 where there is one. */
    private static int firstCharacter(byte[] head, int length) {
        boolean marked = length >= 3 && head[0] == (byte) 0xEF && head[1] == (byte) 0xBB && head[2] == (byte) 0xBF;
        for (int at = marked ? 3 : 0; at < length; at++) {
            if (head[at] != ' ' && head[at] != '\t' && head[at] != '\r' && head[at] != '\n') {
                return head[at];
            }
        }
        return -1;
    }
}
