package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.DetectorContract;

class StepdTest extends DetectorContract {
    @Override
    protected DetectorConfig config() {
        return StepdConfig.DEFAULTS;
    }
}
