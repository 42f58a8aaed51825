package io.millrace.benchmarks;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * Where and with what figures were measured.
 *
 * @param date day of the measurement, UTC
 * @param processor its model, as Linux names it
 * @param cores that the JVM may use
 * @param heapMegabytes most heap of the measuring JVM
 * @param system operating system
 * @param jdk version and vendor
 * @param flags of the measuring JVM
 * @param flink version
 * @param kafka version of client, Streams and broker
 * @param onnxRuntime version
 */
record Machine(
        String date,
        String processor,
        int cores,
        long heapMegabytes,
        String system,
        String jdk,
        List<String> flags,
        String flink,
        String kafka,
        String onnxRuntime) {
    /** This machine. */
    static Machine here() {
        return new Machine(
                LocalDate.now(Clock.systemUTC()).toString(),
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.version") + ", " + System.getProperty("java.vendor"),
                ManagementFactory.getRuntimeMXBean().getInputArguments(),
                EnvironmentInformation.getVersion(),
                AppInfoParser.getVersion(),
                OrtEnvironment.getEnvironment().getVersion());
    }

    private static String processorName() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown");
        } catch (IOException e) {
            // Not Linux: the report does without.
            return "unknown";
        }
    }

    /** CPU time that a process has used so far, in seconds. */
    static double cpuSeconds(long pid) {
        return ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElseThrow(() -> new IllegalStateException("process must be alive: pid=" + pid))
                        .toMillis()
                / 1000.0;
    }

    /** One line of Markdown. */
    String markdown() {
        return "%s, %d cores, %s; JDK %s; heap %d MB, `%s`; Flink %s, Kafka %s, ONNX Runtime %s; %s"
                .formatted(
                        processor,
                        cores,
                        system,
                        jdk,
                        heapMegabytes,
                        String.join(
                                " ",
                                flags.stream()
                                        .filter(flag -> flag.startsWith("-X"))
                                        .toList()),
                        flink,
                        kafka,
                        onnxRuntime,
                        date);
    }
}
