package io.millrace.jobs.swap;

import io.millrace.schemas.FirstOffset;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelRecord;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.ShadowRecord;
import io.millrace.schemas.SwapSnapshot;
import io.millrace.schemas.TimelineKind;
import io.millrace.schemas.TimelineRecord;
import io.millrace.schemas.UnconfirmedRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@link SwapState} to and from the bytes in a checkpoint: an Avro record in single-object encoding. */
final class SnapshotCodec {
    private SnapshotCodec() {}

    static byte[] encode(SwapState state) {
        return MessageCodec.SWAP_SNAPSHOT.encode(SwapSnapshot.newBuilder()
                .setNextControlOffset(state.nextControlOffset)
                .setDecidedAhead(List.copyOf(state.decidedAhead))
                .setJournalOffset(state.journalOffset)
                .setNextSequence(state.nextSequence)
                .setWatermark(state.watermark)
                .setEntries(state.entries.stream().map(SnapshotCodec::entry).toList())
                .setChampions(models(state.champions))
                .setEarlier(models(state.earlier))
                .setShadows(state.shadows.stream()
                        .map(shadow -> new ShadowRecord(model(shadow.model()), shadow.percent()))
                        .toList())
                .setHighestVersions(new HashMap<>(state.highestVersions))
                .setDecidedIds(new HashMap<>(state.decidedIds))
                .setDegraded(List.copyOf(state.degraded))
                .setUnconfirmed(unconfirmed(state))
                .build());
    }

    /**
     * The state in {@code bytes}.
     *
     * @param pipelineFile the model of the pipeline file as it is now
     * @throws io.millrace.schemas.MessageFormatException if they are damaged or of a later release
     */
    static SwapState decode(byte[] bytes, DeployedModel pipelineFile) {
        SwapSnapshot snapshot = MessageCodec.SWAP_SNAPSHOT.decode(bytes);
        SwapState state = new SwapState(pipelineFile);
        state.nextControlOffset = snapshot.getNextControlOffset();
        state.decidedAhead.addAll(snapshot.getDecidedAhead());
        state.journalOffset = snapshot.getJournalOffset();
        state.nextSequence = snapshot.getNextSequence();
        state.watermark = snapshot.getWatermark();
        snapshot.getEntries().forEach(entry -> state.entries.add(entry(entry, pipelineFile)));
        snapshot.getChampions().forEach(model -> state.champions.addLast(model(model)));
        snapshot.getEarlier().forEach(model -> state.earlier.add(model(model)));
        snapshot.getShadows()
                .forEach(shadow -> state.shadows.add(new Challenger(model(shadow.getModel()), shadow.getPercent())));
        snapshot.getHighestVersions().forEach((name, version) -> state.highestVersions.merge(name, version, Math::max));
        state.decidedIds.putAll(snapshot.getDecidedIds());
        state.degraded.addAll(snapshot.getDegraded());
        for (UnconfirmedRecord committed : snapshot.getUnconfirmed()) {
            state.unconfirmed.put(status(committed), committed.getSequence());
        }
        return state;
    }

    private static List<UnconfirmedRecord> unconfirmed(SwapState state) {
        List<UnconfirmedRecord> all = new ArrayList<>();
        state.unconfirmed.forEach((status, sequence) ->
                all.add(new UnconfirmedRecord(sequence, ByteBuffer.wrap(MessageCodec.MODEL_STATUS.encode(status)))));
        return all;
    }

    private static ModelStatus status(UnconfirmedRecord committed) {
        byte[] bytes = new byte[committed.getStatus().remaining()];
        committed.getStatus().duplicate().get(bytes);
        return MessageCodec.MODEL_STATUS.decode(bytes);
    }

    private static TimelineRecord entry(TimelineEntry entry) {
        List<FirstOffset> positions = new ArrayList<>();
        entry.cut().firstOffsets().forEach((partition, offset) -> positions.add(new FirstOffset(partition, offset)));
        return TimelineRecord.newBuilder()
                .setSequence(entry.sequence())
                .setKind(TimelineKind.valueOf(entry.kind().name()))
                .setModel(entry.model() == null ? null : model(entry.model()))
                .setPercent(entry.percent())
                .setEffectiveFrom(entry.cut().isByEventTime() ? entry.cut().eventTime() : null)
                .setPositions(positions)
                .build();
    }

    private static TimelineEntry entry(TimelineRecord entry, DeployedModel pipelineFile) {
        Map<Integer, Long> positions = new TreeMap<>();
        entry.getPositions().forEach(first -> positions.put(first.getPartition(), first.getOffset()));
        DeployedModel model = entry.getModel() == null ? null : model(entry.getModel());
        return new TimelineEntry(
                entry.getSequence(),
                TimelineEntry.Kind.valueOf(entry.getKind().name()),
                // Back to the pipeline file is back to what the file names now.
                model != null && model.isOfPipelineFile() ? pipelineFile : model,
                entry.getPercent(),
                entry.getEffectiveFrom() == null ? Cut.atOffsets(positions) : Cut.atEventTime(entry.getEffectiveFrom()),
                "");
    }

    private static List<ModelRecord> models(Collection<DeployedModel> models) {
        return models.stream().map(SnapshotCodec::model).toList();
    }

    private static ModelRecord model(DeployedModel model) {
        return new ModelRecord(model.name(), model.version(), model.sha256(), model.size(), model.uri());
    }

    private static DeployedModel model(ModelRecord model) {
        return new DeployedModel(
                model.getName(), model.getVersion(), model.getSha256(), model.getSize(), model.getUri());
    }
}
