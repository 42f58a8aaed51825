package io.millrace.jobs.scoring;

import io.millrace.jobs.swap.Instructions;
import io.millrace.jobs.swap.SlotView;
import io.millrace.jobs.swap.SubtaskReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Answers reports as the coordinator does, with what the test says. Safe for all threads. */
final class ScriptedCoordinator {
    /** A factory of links travels as bytes, so it knows its coordinator by number. */
    private static final Map<Integer, ScriptedCoordinator> ALL = new ConcurrentHashMap<>();

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final int number = NUMBERS.incrementAndGet();
    private final Map<Integer, SubtaskReport> newest = new HashMap<>();
    private final Map<Integer, CompletableFuture<Instructions>> waiting = new HashMap<>();
    private Instructions instructions = new Instructions(0, SlotView.INITIAL, null, List.of());
    private Consumer<SubtaskReport> script = report -> {};
    private int failures;
    private int requests;

    ScriptedCoordinator() {
        ALL.put(number, this);
    }

    /** Links of a subtask to this coordinator. */
    LinkFactory links() {
        int whose = number;
        return (gateway, operator, classes) -> report -> ALL.get(whose).report(report);
    }

    private synchronized CompletableFuture<Instructions> report(SubtaskReport report) {
        requests++;
        if (failures > 0) {
            failures--;
            return CompletableFuture.failedFuture(new IllegalStateException("not reachable"));
        }
        newest.put(report.subtask(), report);
        script.accept(report);
        CompletableFuture<Instructions> answer = new CompletableFuture<>();
        CompletableFuture<Instructions> before = waiting.put(report.subtask(), answer);
        if (before != null) {
            before.complete(instructions);
        }
        if (report.revision() < instructions.revision()) {
            answer.complete(instructions);
        }
        return answer;
    }

    /** From now on it wants this. */
    synchronized void instruct(SlotView view, Instructions.Preparation prepare, List<Instructions.Fence> fences) {
        instructions = new Instructions(instructions.revision() + 1, view, prepare, fences);
        waiting.values().forEach(answer -> answer.complete(instructions));
        waiting.clear();
    }

    /** Called with each report; may give instructions. */
    synchronized void onReport(Consumer<SubtaskReport> next) {
        script = next;
    }

    /** The next reports are not answered. */
    synchronized void failNext(int count) {
        failures = count;
    }

    synchronized int requests() {
        return requests;
    }

    synchronized Instructions instructions() {
        return instructions;
    }

    /** The newest report of a subtask; null before the first. */
    synchronized SubtaskReport newest(int subtask) {
        return newest.get(subtask);
    }
}
