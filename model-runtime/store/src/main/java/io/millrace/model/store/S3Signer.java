package io.millrace.model.store;

import io.millrace.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 for a GET without a query, in the header {@code Authorization}.
 *
 * @param credentials who asks
 * @param region that is asked
 */
record S3Signer(S3Credentials credentials, String region) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String EMPTY_SHA256 = Sha256.of("");

    /**
     * The headers to send beside Host.
     *
     * @param authority value of the header Host
     * @param path percent-encoded as AWS has it, see {@link #encode}
     * @param others further headers that are signed, names in lower case
     */
    Map<String, String> headers(String authority, String path, Map<String, String> others, Instant now) {
        String time = TIME.format(now);
        String day = time.substring(0, time.indexOf('T'));
        Map<String, String> headers = new TreeMap<>(others);
        headers.put("x-amz-content-sha256", EMPTY_SHA256);
        headers.put("x-amz-date", time);
        if (!credentials.sessionToken().isEmpty()) {
            headers.put("x-amz-security-token", credentials.sessionToken());
        }
        Map<String, String> signed = new TreeMap<>(headers);
        signed.put("host", authority);
        String names = String.join(";", signed.keySet());
        String lines = signed.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue().strip() + "\n")
                .collect(Collectors.joining());
        String canonical = String.join("\n", "GET", path, "", lines, names, EMPTY_SHA256);
        String scope = day + "/" + region + "/s3/aws4_request";
        String toSign = String.join("\n", ALGORITHM, time, scope, Sha256.of(canonical));
        byte[] key = ("AWS4" + credentials.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {day, region, "s3", "aws4_request"}) {
            key = hmac(key, part);
        }
        headers.put(
                "authorization",
                ALGORITHM + " Credential=" + credentials.accessKeyId() + "/" + scope + ",SignedHeaders=" + names
                        + ",Signature=" + HexFormat.of().formatHex(hmac(key, toSign)));
        return headers;
    }

    /** A path as AWS encodes it: everything but letters, digits, {@code -._~} and slashes. */
    static String encode(byte[] path) {
        StringBuilder encoded = new StringBuilder();
        for (byte value : path) {
            char c = (char) (value & 0xFF);
            boolean isPlain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~/".indexOf(c) >= 0);
            encoded.append(
                    isPlain
                            ? String.valueOf(c)
                            : "%" + HexFormat.of().withUpperCase().toHexDigits(value));
        }
        return encoded.toString();
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
