package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.DetectorContract;

class DdmTest extends DetectorContract {
    @Override
    protected DetectorConfig config() {
        return DdmConfig.DEFAULTS;
    }
}
