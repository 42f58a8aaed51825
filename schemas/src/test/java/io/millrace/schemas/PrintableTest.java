package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PrintableTest {
    @ParameterizedTest
    @CsvSource({
        "0x1b, escape",
        "0x07, bell",
        "0x08, backspace",
        "0x7f, delete",
        "0x9b, control sequence introducer in one character",
        "0x202e, right-to-left override",
        "0x200b, zero width space",
        "0x2028, line separator",
        "0xfeff, byte order mark",
        "0xd800, half a character",
        "0xe000, private use"
    })
    void whatATerminalCouldObeyOrHideIsSpelledOut(String codePoint, String name) {
        String found = Printable.of("a" + Character.toString(Integer.decode(codePoint)) + "b");
        assertThat(found).as(name).isEqualTo(String.format("a\\u%04xb", Integer.decode(codePoint)));
    }

    @Test
    void ordinaryTextStaysAndLinesBecomeOne() {
        assertThat(Printable.of("délai-模型_v2.1 µs 🚀")).isEqualTo("délai-模型_v2.1 µs 🚀");
        assertThat(Printable.of("one\r\ntwo\tthree")).isEqualTo("one two three");
        assertThat(Printable.of("x".repeat(5_000))).hasSize(2_001).endsWith("x…");
    }
}
