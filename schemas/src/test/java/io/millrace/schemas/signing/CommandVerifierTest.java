package io.millrace.schemas.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.SignedCommand;
import io.millrace.schemas.signing.RefusedCommandException.Reason;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandVerifierTest {
    private static final KeyPair OPS = KeyFiles.generate();
    private static final KeyPair LEARNER = KeyFiles.generate();
    private static final Map<String, PublicKey> TRUSTED =
            Map.of("ops", OPS.getPublic(), "learner", LEARNER.getPublic());
    private static final CommandVerifier VERIFIER = new CommandVerifier(TRUSTED, false);
    private static final CommandVerifier INSECURE = new CommandVerifier(TRUSTED, true);
    private static final ControlCommand COMMAND = ControlCommand.newBuilder()
            .setId("c-1")
            .setPipeline("payments")
            .setSlot("fraud")
            .setKind(CommandKind.DEPLOY)
            .setModel("forest")
            .setVersion(12)
            .setUri("https://models.example/forest-12.zip")
            .setSha256("ab".repeat(32))
            .setSize(4711)
            .setExpectedChampion("forest@11")
            .setIssuer("alice")
            .setIssuedAt(Instant.parse("2026-07-01T10:00:00Z"))
            .setNotAfter(Instant.parse("2026-07-01T11:00:00Z"))
            .build();

    private static byte[] signed() {
        return CommandSigner.sign(COMMAND, "ops", OPS.getPrivate());
    }

    private static RefusedCommandException refusal(CommandVerifier verifier, byte[] record) {
        RefusedCommandException refusal =
                catchThrowableOfType(RefusedCommandException.class, () -> verifier.verify(record));
        assertThat(refusal).as("refusal").isNotNull();
        return refusal;
    }

    private static void assertRefused(byte[] record, Reason reason, String message) {
        for (CommandVerifier verifier : new CommandVerifier[] {VERIFIER, INSECURE}) {
            RefusedCommandException refusal = refusal(verifier, record);
            assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
            assertThat(refusal).hasMessageContaining(message);
            assertThat(refusal.command()).isEmpty();
        }
    }

    /** The record with another key id, signature or command. */
    private static byte[] changed(Consumer<SignedCommand.Builder> change) {
        SignedCommand.Builder builder = SignedCommand.newBuilder(MessageCodec.SIGNED_COMMAND.decode(signed()));
        change.accept(builder);
        return MessageCodec.SIGNED_COMMAND.encode(builder.build());
    }

    @Test
    void eachTrustedKeySigns() {
        assertThat(VERIFIER.verify(signed())).isEqualTo(COMMAND);
        assertThat(VERIFIER.verify(CommandSigner.sign(COMMAND, "learner", LEARNER.getPrivate())))
                .isEqualTo(COMMAND);
        assertThat(INSECURE.verify(signed())).isEqualTo(COMMAND);
    }

    /** What an earlier release has signed holds for ever, and nothing that is signed otherwise. */
    @Test
    void theGoldenSignatureHolds() throws IOException {
        byte[] golden = Files.readAllBytes(Path.of("src/test/resources/golden/v3/signed-command.bin"));
        PublicKey release = KeyFiles.publicKey("MCowBQYDK2VwAyEA2Zk/7esWgb5DRVyM5WSbKety4xUhexmDaIMdrA7DMK0=");
        assertThat(new CommandVerifier(Map.of("release", release), false)
                        .verify(golden)
                        .getModel())
                .isEqualTo("fraud-forest");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noFlippedBitIsAccepted(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            ControlCommand command = ControlCommand.newBuilder(COMMAND)
                    .setId(Long.toString(random.nextLong(), 36))
                    .setVersion(random.nextLong())
                    .build();
            byte[] record = CommandSigner.sign(command, "ops", OPS.getPrivate());
            int bit = random.nextInt(record.length * 8);
            record[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(refusal(i % 2 == 0 ? VERIFIER : INSECURE, record).command())
                    .as("seed %d, flip %d, bit %d", seed, i, bit)
                    .isEmpty();
        }
    }

    /** An even search of one record: header, key id, signature and command. */
    @Test
    void noBitOfOneRecordMayFlip() {
        byte[] whole = signed();
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] record = whole.clone();
            record[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(catchThrowableOfType(RefusedCommandException.class, () -> VERIFIER.verify(record)))
                    .as("bit %d", bit)
                    .isNotNull();
        }
    }

    static Stream<Arguments> alterations() {
        return Stream.of(
                altered("id", b -> b.setId("c-2")),
                altered("pipeline", b -> b.setPipeline("refunds")),
                altered("slot", b -> b.setSlot("abuse")),
                altered("kind", b -> b.setKind(CommandKind.CANARY)),
                altered("model", b -> b.setModel("weeds")),
                altered("version", b -> b.setVersion(13)),
                altered("uri", b -> b.setUri("https://models.example/weeds-12.zip")),
                altered("sha256", b -> b.setSha256("cd".repeat(32))),
                altered("size", b -> b.setSize(4712)),
                altered("effectiveFrom", b -> b.setEffectiveFrom(Instant.EPOCH)),
                altered("expectedChampion", b -> b.setExpectedChampion(null)),
                altered("percent", b -> b.setPercent(99)),
                altered("fallback", b -> b.setFallback("forest@1")),
                altered("target", b -> b.setTarget("c-0")),
                altered("issuer", b -> b.setIssuer("mallory")),
                altered("issuedAt", b -> b.setIssuedAt(Instant.parse("2027-07-01T10:00:00Z"))),
                altered("notAfter", b -> b.setNotAfter(Instant.parse("2027-07-01T11:00:00Z"))),
                altered("learner", b -> b.setLearner("forest-online")),
                altered("events", b -> b.setEvents(List.of("order-1"))),
                altered("principal", b -> b.setPrincipal("mallory")),
                altered("from", b -> b.setFrom(Instant.EPOCH)),
                altered("to", b -> b.setTo(Instant.EPOCH)));
    }

    private static Arguments altered(String field, Consumer<ControlCommand.Builder> change) {
        ControlCommand.Builder builder = ControlCommand.newBuilder(COMMAND);
        change.accept(builder);
        return Arguments.of(field, builder.build());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("alterations")
    void anAlteredFieldBreaksTheSignature(String field, ControlCommand altered) {
        byte[] record = changed(b -> b.setCommand(ByteBuffer.wrap(MessageCodec.CONTROL_COMMAND.encode(altered))));
        assertRefused(record, Reason.SIGNATURE, "a signature that does not hold");
    }

    @Test
    void allFieldsAreAltered() {
        assertThat(alterations().map(a -> a.get()[0]))
                .containsExactlyElementsOf(ControlCommand.getClassSchema().getFields().stream()
                        .map(field -> (Object) field.name())
                        .toList());
    }

    @Test
    void aKeySignsUnderItsOwnIdOnly() {
        assertRefused(
                CommandSigner.sign(COMMAND, "ops", LEARNER.getPrivate()),
                Reason.SIGNATURE,
                "must be signed with the key ops, found a signature that does not hold");
        assertRefused(
                CommandSigner.sign(COMMAND, "ops", KeyFiles.generate().getPrivate()),
                Reason.SIGNATURE,
                "a signature that does not hold");
    }

    @Test
    void anIdThatIsNotTrustedIsRefused() {
        assertRefused(
                CommandSigner.sign(COMMAND, "old-ops", OPS.getPrivate()),
                Reason.SIGNATURE,
                "must be signed with one of the keys [learner, ops], found old-ops");
        assertRefused(changed(b -> b.setKeyId("\u001b[2J")), Reason.SIGNATURE, "found an id that no key may have");
        assertRefused(changed(b -> b.setKeyId("")), Reason.SIGNATURE, "found an id that no key may have");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 63, 65, 128, 100_000})
    void aSignatureOfAnotherLengthDoesNotHold(int length) {
        byte[] signature = new byte[64];
        MessageCodec.SIGNED_COMMAND.decode(signed()).getSignature().get(signature);
        assertRefused(
                changed(b -> b.setSignature(ByteBuffer.wrap(Arrays.copyOf(signature, length)))),
                Reason.SIGNATURE,
                "a signature that does not hold");
    }

    /** The second half of a signature is a number below the order of the group; the order added, it must not hold too. */
    @Test
    void thereIsOneSignatureOnly() {
        byte[] signature = new byte[64];
        MessageCodec.SIGNED_COMMAND.decode(signed()).getSignature().get(signature);
        BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] scalar = reversed(Arrays.copyOfRange(signature, 32, 64));
        byte[] other = reversed(new BigInteger(1, scalar).add(order).toByteArray());
        System.arraycopy(other, 0, signature, 32, 32);
        assertRefused(
                changed(b -> b.setSignature(ByteBuffer.wrap(signature))),
                Reason.SIGNATURE,
                "a signature that does not hold");
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    /** Ed25519 without the prefix: what the key signed for another purpose is no command. */
    @Test
    void theBareBytesSignedAreNotEnough() throws Exception {
        byte[] command = MessageCodec.CONTROL_COMMAND.encode(COMMAND);
        Signature bare = Signature.getInstance("Ed25519");
        bare.initSign(OPS.getPrivate());
        bare.update(command);
        byte[] signature = bare.sign();
        assertRefused(
                changed(b -> b.setSignature(ByteBuffer.wrap(signature))),
                Reason.SIGNATURE,
                "a signature that does not hold");
    }

    @Test
    void unsignedIsTakenOnlyWhereThatIsAllowed() {
        byte[] record = CommandSigner.unsigned(COMMAND);
        assertThat(INSECURE.verify(record)).isEqualTo(COMMAND);
        RefusedCommandException refusal = refusal(VERIFIER, record);
        assertThat(refusal.reason()).isEqualTo(Reason.SIGNATURE);
        assertThat(refusal).hasMessage("must be signed, found no signature");
    }

    @Test
    void whatIsNoMessageIsUnreadable() {
        assertRefused(null, Reason.UNREADABLE, "must be a SignedCommand, found no value");
        assertRefused(new byte[0], Reason.UNREADABLE, "must be a SignedCommand, found 0 bytes");
        assertRefused(
                "{\"kind\": \"DEPLOY\"}".getBytes(StandardCharsets.UTF_8),
                Reason.UNREADABLE,
                "must be a SignedCommand, found 18 bytes that are none: no single-object header");
        assertRefused(MessageCodec.CONTROL_COMMAND.encode(COMMAND), Reason.UNREADABLE, "unknown schema: fingerprint=");
        assertRefused(Arrays.copyOf(signed(), signed().length + 1), Reason.UNREADABLE, "bytes left over");
    }

    @Test
    void whatIsSignedButNoCommandIsUnreadable() {
        ByteBuffer noCommand = ByteBuffer.wrap("deploy!".getBytes(StandardCharsets.UTF_8));
        byte[] signature = DomainSignature.COMMAND.make(noCommand, OPS.getPrivate());
        assertRefused(
                changed(b -> b.setSignature(ByteBuffer.wrap(signature)).setCommand(noCommand)),
                Reason.UNREADABLE,
                "must hold a ControlCommand, found 7 bytes that are none");
    }

    @Test
    void aKindThatIsNotKnownIsRefusedAndTold() {
        ControlCommand unknown =
                ControlCommand.newBuilder(COMMAND).setKind(CommandKind.UNKNOWN).build();
        RefusedCommandException refusal = refusal(VERIFIER, CommandSigner.sign(unknown, "ops", OPS.getPrivate()));
        assertThat(refusal.reason()).isEqualTo(Reason.UNKNOWN_COMMAND);
        assertThat(refusal.command()).contains(unknown);
    }

    @Test
    void badIdsSignNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandSigner.sign(COMMAND, "", OPS.getPrivate()))
                .withMessage("key id: must be 1 to 49 lower-case letters, digits or dashes, no dash first, found \"\"");
    }
}
