package io.millrace.model.store;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A network of private addresses, written {@code address/bits}.
 *
 * @param base its first address
 * @param bits how many leading bits its addresses share
 */
record PrivateNetwork(InetAddress base, int bits) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f.:]+/[0-9]{1,3}");

    /** What may be allowed: addresses that are private by their standards (RFC 1918, 6598, 4193). */
    private static final List<PrivateNetwork> PRIVATE = List.of(
            unchecked("10.0.0.0/8"),
            unchecked("172.16.0.0/12"),
            unchecked("192.168.0.0/16"),
            unchecked("100.64.0.0/10"),
            unchecked("fc00::/7"));

    /**
     * Reads a network.
     *
     * @throws IllegalArgumentException if it is malformed or not private
     */
    static PrivateNetwork parse(String text) {
        PrivateNetwork network = unchecked(text);
        if (PRIVATE.stream().noneMatch(whole -> whole.bits <= network.bits && whole.holds(network.base))) {
            throw new IllegalArgumentException(
                    "must lie in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10 or fc00::/7, found " + text);
        }
        return network;
    }

    static boolean isPrivate(InetAddress address) {
        return PRIVATE.stream().anyMatch(network -> network.holds(address));
    }

    private static PrivateNetwork unchecked(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("must be address/bits, found " + text);
        }
        int slash = text.indexOf('/');
        String address = text.substring(0, slash);
        int bits = Integer.parseInt(text.substring(slash + 1));
        try {
            // In brackets, or four numbers: never looked up.
            if (address.indexOf(':') < 0 && !ModelUri.isAddress(address)) {
                throw new UnknownHostException(address);
            }
            InetAddress base = InetAddress.getByName(address.indexOf(':') < 0 ? address : "[" + address + "]");
            if (bits > base.getAddress().length * Byte.SIZE) {
                throw new IllegalArgumentException("must have no more bits than its address, found " + text);
            }
            return new PrivateNetwork(base, bits);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("must begin with an address, found " + text, e);
        }
    }

    boolean holds(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == base.getAddress().length && leading(bytes).equals(leading(base.getAddress()));
    }

    private BigInteger leading(byte[] bytes) {
        return new BigInteger(1, bytes).shiftRight(bytes.length * Byte.SIZE - bits);
    }
}
