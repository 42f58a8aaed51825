package io.millrace.schemas.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.Label;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.MessageFormatException;
import io.millrace.schemas.SignedLabel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LabelVerifierTest {
    private static final KeyPair BANK = KeyFiles.generate();
    private static final KeyPair STRANGER = KeyFiles.generate();
    private static final LabelVerifier VERIFIER = new LabelVerifier(Map.of("bank", BANK.getPublic()));
    private static final Label LABEL = Label.newBuilder()
            .setEventId("order-4711")
            .setValue(1.0)
            .setKnownAt(Instant.parse("2026-07-03T00:00:00Z"))
            .setPrincipal("User:ann")
            .build();

    private static SignedLabel.Builder signed() {
        return SignedLabel.newBuilder(
                MessageCodec.SIGNED_LABEL.decode(LabelSigner.sign(LABEL, "bank", BANK.getPrivate())));
    }

    private static void assertNotVouchedFor(SignedLabel.Builder changed, Label says) {
        LabelVerifier.Verified read = VERIFIER.read(MessageCodec.SIGNED_LABEL.encode(changed.build()));
        assertThat(read.isVouchedFor()).isFalse();
        assertThat(read.label()).as("a label all the same").isEqualTo(says);
    }

    @Test
    void aSignedLabelIsVouchedFor() {
        LabelVerifier.Verified read = VERIFIER.read(LabelSigner.sign(LABEL, "bank", BANK.getPrivate()));
        assertThat(read.isVouchedFor()).isTrue();
        assertThat(read.label()).isEqualTo(LABEL);
    }

    @Test
    void aPlainOneIsRead() {
        LabelVerifier.Verified read = VERIFIER.read(MessageCodec.LABEL.encode(LABEL));
        assertThat(read.isVouchedFor()).isFalse();
        assertThat(read.label()).isEqualTo(LABEL);
    }

    /** Whoever may write to the topic may take a signature from another record. */
    @Test
    void aNameThatWasPutInAfterwardsIsNot() {
        Label forged = Label.newBuilder(LABEL).setPrincipal("User:bob").build();
        assertNotVouchedFor(signed().setLabel(ByteBuffer.wrap(MessageCodec.LABEL.encode(forged))), forged);
        Label flipped = Label.newBuilder(LABEL).setValue(0.0).build();
        assertNotVouchedFor(signed().setLabel(ByteBuffer.wrap(MessageCodec.LABEL.encode(flipped))), flipped);
    }

    @Test
    void signaturesOfOthersAreNot() {
        assertNotVouchedFor(signed().setKeyId("stranger"), LABEL);
        SignedLabel byStranger =
                MessageCodec.SIGNED_LABEL.decode(LabelSigner.sign(LABEL, "bank", STRANGER.getPrivate()));
        assertNotVouchedFor(SignedLabel.newBuilder(byStranger), LABEL);
        assertNotVouchedFor(signed().setSignature(ByteBuffer.allocate(0)), LABEL);
        assertNotVouchedFor(signed().setSignature(ByteBuffer.allocate(65)), LABEL);
        assertThat(new LabelVerifier(Map.of())
                        .read(LabelSigner.sign(LABEL, "bank", BANK.getPrivate()))
                        .isVouchedFor())
                .isFalse();
    }

    /** As the schema says, with nothing but the JDK; and what is signed for another purpose is no label. */
    @Test
    void whatIsSignedIsTold() throws Exception {
        byte[] label = MessageCodec.LABEL.encode(LABEL);
        for (String domain : new String[] {"millrace-label-v1\0", "millrace-command-v1\0"}) {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(BANK.getPrivate());
            signature.update(domain.getBytes(StandardCharsets.US_ASCII));
            signature.update(label);
            SignedLabel byHand = new SignedLabel("bank", ByteBuffer.wrap(signature.sign()), ByteBuffer.wrap(label));
            assertThat(VERIFIER.read(MessageCodec.SIGNED_LABEL.encode(byHand)).isVouchedFor())
                    .isEqualTo(domain.startsWith("millrace-label"));
        }
    }

    @Test
    void whatIsNoLabelIsRefused() {
        assertThatThrownBy(() -> VERIFIER.read(new byte[] {1, 2, 3})).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> VERIFIER.read(MessageCodec.SIGNED_LABEL.encode(
                        signed().setLabel(ByteBuffer.allocate(3)).build())))
                .isInstanceOf(MessageFormatException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> LabelSigner.sign(LABEL, "Bank!", BANK.getPrivate()));
    }
}
