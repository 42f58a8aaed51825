package io.millrace.jobs.decode;

/** Id and time of the event decoded last. Reused; the id's bytes lie in an array that belongs to the event. */
public final class EventHeader {
    private byte[] idBytes = new byte[0];
    private int idFrom;
    private int idLength = -1;
    private long eventTime = Long.MIN_VALUE;

    /** Array that holds the id in UTF-8, from {@link #idFrom()}, {@link #idLength()} bytes. */
    public byte[] idBytes() {
        return idBytes;
    }

    /** First byte of the id. */
    public int idFrom() {
        return idFrom;
    }

    /** Length of the id in bytes; 0 or less where there is none. */
    public int idLength() {
        return idLength;
    }

    /** Event time in milliseconds since 1970; {@link Long#MIN_VALUE} where there is none. */
    public long eventTime() {
        return eventTime;
    }

    void clear() {
        idLength = -1;
        eventTime = Long.MIN_VALUE;
    }

    void setId(byte[] bytes, int from, int length) {
        idBytes = bytes;
        idFrom = from;
        idLength = length;
    }

    void setEventTime(long millis) {
        eventTime = millis;
    }
}
