/** Empty stand-ins for what Parquet links against; see decision 0010. Leave them out where Hadoop itself is on the class path. */
package org.apache.hadoop.fs;
