package io.millrace.learning.parallel;

import io.millrace.learning.Combinable;
import io.millrace.learning.Learner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Teaches parts side by side: blocks go to lanes, and whichever thread is free takes the longest queue that nobody works on. Which thread
 * that is changes nothing, as each part learns its own blocks in their order.
 *
 * <p>The caller's thread is one of the threads: whenever it would have to wait it works. The others are daemons; they begin when there
 * is enough to do, and end after a second without work, or when closed.
 */
final class Lanes implements AutoCloseable {
    /** Blocks a lane: so many that a lane has some left while the caller is busy elsewhere, and few enough for a processor's cache. */
    static final int BLOCKS_A_LANE = 16;

    private static final long IDLE_SECONDS = 1;
    private static final long CLOSE_SECONDS = 10;

    private final List<Lane> lanes = new ArrayList<>();
    private final Deque<Block> free = new ArrayDeque<>();
    private final ThreadPoolExecutor threads;
    private final int mostHelpers;
    /** What the parts go on from: the last combination. */
    private Combinable<Learner> base;
    /** Becomes the next base; null until first needed. */
    private Combinable<Learner> next;

    private int unfinishedSyncs;
    private boolean combining;
    private int helpers;
    private boolean callerWaits;
    private Throwable failure;

    Lanes(Combinable<Learner> base, int count, int blockRows) {
        this.base = base;
        for (int i = 0; i < count; i++) {
            lanes.add(new Lane());
            for (int k = 0; k < BLOCKS_A_LANE; k++) {
                free.add(new Block(blockRows));
            }
        }
        mostHelpers = count - 1;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                Math.max(1, mostHelpers),
                Math.max(1, mostHelpers),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "millrace-learner-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Makes a copy.
     *
     * @param into becomes it; null for a new one
     */
    static Combinable<Learner> copy(Combinable<Learner> learner, Combinable<Learner> into) {
        Combinable<Learner> copy = into == null ? untaught(learner) : into;
        // Nothing was learned since, so what comes of combining is the learner itself.
        copy.combine(learner, List.of(learner));
        return copy;
    }

    @SuppressWarnings("unchecked") // of the same configuration
    private static Combinable<Learner> untaught(Combinable<Learner> learner) {
        return (Combinable<Learner>) learner.config().newLearner(learner.dimension());
    }

    int count() {
        return lanes.size();
    }

    /** To be touched after {@link #finish}, and until the next block is handed over. */
    Lane lane(int number) {
        return lanes.get(number);
    }

    /** An empty block, when there is one. */
    Block empty() {
        workUntil(this::hasEmpty);
        synchronized (this) {
            return free.remove();
        }
    }

    /** Gives a block to a lane. */
    synchronized void handOver(Block block, int lane) {
        lanes.get(lane).add(block);
        if (2 * free.size() < count() * BLOCKS_A_LANE) {
            callForHelp();
        }
    }

    /** Parts are combined when everything handed over so far is learned. */
    synchronized void sync() {
        lanes.forEach(lane -> lane.add(Lane.SYNC));
        unfinishedSyncs++;
        callForHelp();
    }

    /** What the parts were last combined to, after every {@link #sync} so far. Stays as it is until the sync after the next. */
    Combinable<Learner> combined() {
        workUntil(this::isCombined);
        synchronized (this) {
            return base;
        }
    }

    /** Returns when everything handed over is learned. */
    void finish() {
        workUntil(this::isIdle);
    }

    /**
     * Works, and waits only where there is nothing to do.
     *
     * @throws IllegalStateException if a thread has failed, now and whenever asked again: what was learned is incomplete
     */
    private void workUntil(BooleanSupplier isDone) {
        boolean interrupted = false;
        try {
            while (true) {
                Lane lane = null;
                synchronized (this) {
                    while (true) {
                        requireNoFailure();
                        if (isDone.getAsBoolean()) {
                            return;
                        }
                        if (combines()) {
                            break;
                        }
                        lane = claim();
                        if (lane != null) {
                            break;
                        }
                        callerWaits = true;
                        try {
                            wait();
                        } catch (InterruptedException e) {
                            interrupted = true;
                        }
                        callerWaits = false;
                    }
                }
                work(lane);
            }
        } finally {
            if (interrupted) {
                // Learning does not take long, so it is not broken off; whoever interrupted finds it out after this.
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean hasEmpty() {
        return !free.isEmpty();
    }

    private boolean isCombined() {
        return unfinishedSyncs == 0;
    }

    private boolean isIdle() {
        return all(Lane::isIdle);
    }

    private boolean isAnyReady() {
        return !all(lane -> !lane.isReady());
    }

    private boolean all(Predicate<Lane> property) {
        for (int i = 0; i < lanes.size(); i++) {
            if (!property.test(lanes.get(i))) {
                return false;
            }
        }
        return true;
    }

    private void requireNoFailure() {
        if (failure != null) {
            throw new IllegalStateException("a worker failed, its share was not learned", failure);
        }
    }

    /** Whether it is time to combine; then the thread that asks is the one to do it. */
    private boolean combines() {
        if (combining || failure != null || !all(Lane::isAtSync)) {
            return false;
        }
        combining = true;
        return true;
    }

    /** A lane that is ready, claimed; null if there is none. */
    private Lane claim() {
        Lane best = null;
        for (Lane lane : lanes) {
            if (lane.isReady() && (best == null || isBetter(lane, best))) {
                best = lane;
            }
        }
        if (best != null) {
            best.claim();
        }
        return best;
    }

    /** Threads stay with their lane as long as they can, for a part that moves from one processor's cache to another's costs time. */
    private static boolean isBetter(Lane lane, Lane other) {
        return lane.isOwn() == other.isOwn() ? lane.length() > other.length() : lane.isOwn();
    }

    private void callForHelp() {
        if (helpers < mostHelpers && failure == null && !threads.isShutdown()) {
            helpers++;
            threads.execute(this::help);
        }
    }

    private void help() {
        while (true) {
            Lane lane = null;
            synchronized (this) {
                if (!combines()) {
                    lane = failure == null ? claim() : null;
                    if (lane == null) {
                        helpers--;
                        return;
                    }
                }
            }
            work(lane);
        }
    }

    /** Learns the next block of a claimed lane; null: combines. */
    private void work(Lane lane) {
        Throwable thrown = null;
        try {
            if (lane == null) {
                combine();
            } else {
                lane.learn(base);
            }
        } catch (RuntimeException | Error e) {
            // Kept for the calling thread: it decides, and must not wait for ever.
            thrown = e;
        }
        synchronized (this) {
            if (thrown != null) {
                failure = failure == null ? thrown : failure;
            } else if (lane == null) {
                goOn();
            } else {
                free.add(lane.release());
            }
            if (isAnyReady()) {
                callForHelp();
            }
            if (callerWaits) {
                notifyAll();
            }
        }
    }

    private void combine() {
        if (next == null) {
            next = untaught(base);
        }
        next.combine(base, lanes.stream().filter(Lane::hasBegun).map(Lane::part).toList());
    }

    private void goOn() {
        Combinable<Learner> before = base;
        base = next;
        next = before;
        lanes.forEach(Lane::passSync);
        unfinishedSyncs--;
        combining = false;
    }

    /** Ends the threads after what waits; waits for that, ten seconds at most. From then on the caller's works alone. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("workers must end within " + CLOSE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            // The caller is being stopped itself; the threads are daemons and end with what they do.
            Thread.currentThread().interrupt();
        }
    }
}
