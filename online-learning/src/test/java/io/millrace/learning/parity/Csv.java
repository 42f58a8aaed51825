package io.millrace.learning.parity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A file of numbers with a heading, beside the script that wrote it: {@code src/test/python}. */
record Csv(List<String> heading, List<double[]> rows) {
    static Csv read(String name) {
        List<List<String>> cells = cells(name);
        return new Csv(
                cells.get(0),
                cells.stream()
                        .skip(1)
                        .map(row ->
                                row.stream().mapToDouble(Double::parseDouble).toArray())
                        .toList());
    }

    static List<List<String>> cells(String name) {
        try (InputStream in = Csv.class.getResourceAsStream("/parity/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> Arrays.asList(line.split(",", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first columns of each row. */
    List<double[]> features(int count) {
        return rows.stream().map(row -> Arrays.copyOf(row, count)).toList();
    }

    double[] column(String name) {
        int index = heading.indexOf(name);
        return rows.stream().mapToDouble(row -> row[index]).toArray();
    }
}
