package io.millrace.jobs.monitoring;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A signal that is to be posted.
 *
 * @param id of the signal, the same whenever it is posted again
 * @param webhook name of the address
 * @param signal name of the signal
 * @param model that it is about, {@code name@version}
 * @param time of the signal, event time in milliseconds
 * @param body JSON, UTF-8
 */
record WebhookCall(String id, String webhook, String signal, String model, long time, String body) {
    private static final byte VERSION = 1;

    /** The call as bytes, for a checkpoint. */
    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(id);
            out.writeUTF(webhook);
            out.writeUTF(signal);
            out.writeUTF(model);
            out.writeLong(time);
            out.writeUTF(body);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes everything that is short", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IOException if the bytes are of another version, or damaged
     */
    static WebhookCall read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException("must be version " + VERSION + " of a webhook's call, found version " + version);
        }
        return new WebhookCall(in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF(), in.readLong(), in.readUTF());
    }
}
