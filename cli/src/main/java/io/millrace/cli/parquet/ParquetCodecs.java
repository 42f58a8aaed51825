package io.millrace.cli.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Parquet's codecs without Hadoop: uncompressed, snappy, gzip and zstd. What else a file may use (brotli, lz4, lzo) is
 * refused by name. A page never unpacks to more than its header says.
 */
final class ParquetCodecs implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        return new Codec(codec);
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return new Codec(codec);
    }

    @Override
    public void release() {
        // the codecs hold nothing
    }

    private record Codec(CompressionCodecName getCodecName) implements BytesInputCompressor, BytesInputDecompressor {
        @Override
        public BytesInput compress(BytesInput page) throws IOException {
            byte[] bytes = page.toInputStream().readAllBytes();
            return switch (getCodecName) {
                case UNCOMPRESSED -> BytesInput.from(bytes);
                case ZSTD -> BytesInput.from(Zstd.compress(bytes));
                case SNAPPY -> BytesInput.from(Snappy.compress(bytes));
                case GZIP -> BytesInput.from(gzip(bytes));
                default -> throw unknown();
            };
        }

        @Override
        public BytesInput decompress(BytesInput page, int size) throws IOException {
            return BytesInput.from(unpacked(page.toInputStream().readAllBytes(), size));
        }

        @Override
        public void decompress(ByteBuffer page, int packed, ByteBuffer output, int size) throws IOException {
            byte[] bytes = new byte[packed];
            page.get(bytes);
            output.put(unpacked(bytes, size));
        }

        private byte[] unpacked(byte[] page, int size) throws IOException {
            byte[] bytes =
                    switch (getCodecName) {
                        case UNCOMPRESSED -> page;
                        case ZSTD -> Zstd.decompress(page, size);
                        case SNAPPY -> unsnappied(page, size);
                        case GZIP -> new GZIPInputStream(new ByteArrayInputStream(page)).readNBytes(size);
                        default -> throw unknown();
                    };
            if (bytes.length != size) {
                throw new IOException("page must have " + size + " bytes, found " + bytes.length);
            }
            return bytes;
        }

        private static byte[] unsnappied(byte[] page, int size) throws IOException {
            int found = Snappy.uncompressedLength(page);
            if (found != size) {
                throw new IOException("page must have " + size + " bytes, found " + found);
            }
            return Snappy.uncompress(page);
        }

        private static byte[] gzip(byte[] bytes) throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(bytes);
            }
            return packed.toByteArray();
        }

        private IOException unknown() {
            return new IOException("codec must be uncompressed, snappy, gzip or zstd, found " + getCodecName);
        }

        @Override
        public void release() {
            // nothing is held
        }
    }
}
