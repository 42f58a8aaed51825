package io.millrace.drift.detector;

import io.millrace.drift.DetectorConfig;
import io.millrace.drift.DetectorContract;

class PageHinkleyTest extends DetectorContract {
    @Override
    protected DetectorConfig config() {
        return PageHinkleyConfig.DEFAULTS;
    }
}
