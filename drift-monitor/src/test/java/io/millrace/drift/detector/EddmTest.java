package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.DetectorContract;

class EddmTest extends DetectorContract {
    @Override
    protected DetectorConfig config() {
        return EddmConfig.DEFAULTS;
    }
}
