package org.apache.hadoop.mapreduce;

/** Stands in for Hadoop's type of this name, which Parquet links against and never uses; see decision 0010. */
public class Job implements JobContext {}
