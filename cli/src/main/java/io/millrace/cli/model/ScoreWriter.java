package io.millrace.cli.model;

import java.io.Closeable;

/** Writes scores into a file. Closing completes it. */
interface ScoreWriter extends ScoreListener, Closeable {}
