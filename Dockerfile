# Images of Millrace: docker build --target flink|flights|cli|gateway. None runs as root; all use user 9999, the one of Flink's image, so that they can
# share volumes. No engine has built these here: deploy/README.md says what was checked instead.
ARG MAVEN_IMAGE=maven:3.9.11-eclipse-temurin-17
# -Pcuda for an image with CUDA libraries
ARG MAVEN_PROFILES=
ARG FLINK_IMAGE=flink:2.3.0-java17
ARG JAVA_IMAGE=eclipse-temurin:17.0.16_8-jre-noble

FROM ${MAVEN_IMAGE} AS build
ARG MAVEN_PROFILES
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp ${MAVEN_PROFILES} -pl cluster,cli,gateway -am package -DskipTests -Dspotless.check.skip=true

# Flink with all that Millrace's jobs need, models' engines among them
FROM ${FLINK_IMAGE} AS flink
USER root
# Our log4j, of one version with the JSON layout; S3 for checkpoints; a folder for volumes
RUN rm /opt/flink/lib/log4j-*.jar \
    && mkdir -p /opt/flink/plugins/s3-fs-presto /opt/millrace /etc/millrace /var/lib/millrace \
    && cp /opt/flink/opt/flink-s3-fs-presto-*.jar /opt/flink/plugins/s3-fs-presto/ \
    && chown flink:flink /var/lib/millrace
COPY --from=build /src/cluster/target/flink-lib/log4j-*.jar /opt/flink/lib/
COPY --from=build /src/cluster/target/millrace-cluster-0.1.0-SNAPSHOT-all.jar /opt/flink/lib/millrace-cluster-all.jar
COPY --from=build /src/cluster/target/millrace-cluster-0.1.0-SNAPSHOT.jar /opt/millrace/millrace-cluster.jar
COPY deploy/flink/log-template.json /etc/millrace/log-template.json
COPY --chown=flink:flink deploy/flink/config.yaml /opt/flink/conf/config.yaml
COPY --chown=flink:flink deploy/flink/log4j-console.properties /opt/flink/conf/log4j-console.properties
COPY --chown=flink:flink deploy/flink/log4j-console.properties /opt/flink/conf/log4j-cli.properties
USER 9999:9999

# The flights example on Kubernetes: an image with a pipeline, as you would make one with yours
FROM flink AS flights
COPY deploy/kubernetes/pipeline.yaml /pipeline/pipeline.yaml
COPY examples/flights/flight.avsc /pipeline/flights/flight.avsc
COPY examples/flights/models /pipeline/flights/models

# The command line: topics, keys, models, audit
FROM ${JAVA_IMAGE} AS cli
RUN groupadd --gid 9999 millrace && useradd --uid 9999 --gid 9999 --no-create-home millrace \
    && mkdir -p /var/lib/millrace && chown 9999:9999 /var/lib/millrace
COPY --from=build /src/cli/target/lib /opt/millrace/lib
COPY --from=build /src/cli/target/lib-mleap /opt/millrace/lib-mleap
COPY --from=build /src/cli/target/millrace-cli-0.1.0-SNAPSHOT.jar /opt/millrace/millrace-cli.jar
ENV MALLOC_ARENA_MAX=2
WORKDIR /var/lib/millrace
USER 9999:9999
ENTRYPOINT ["java", "--add-opens=java.base/java.util=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED", "--add-opens=java.base/java.time=ALL-UNNAMED", "--add-opens=java.base/java.nio=ALL-UNNAMED", "-XX:MaxRAMPercentage=60", "-cp", "/opt/millrace/millrace-cli.jar:/opt/millrace/lib/*", "io.millrace.cli.Main"]
CMD ["--help"]

# Metrics, REST, scoring over HTTP
FROM ${JAVA_IMAGE} AS gateway
RUN groupadd --gid 9999 millrace && useradd --uid 9999 --gid 9999 --no-create-home millrace \
    && mkdir -p /var/lib/millrace-gateway /etc/millrace && chown 9999:9999 /var/lib/millrace-gateway
COPY --from=build /src/gateway/target/lib /opt/millrace/lib
COPY --from=build /src/gateway/target/millrace-gateway-0.1.0-SNAPSHOT.jar /opt/millrace/millrace-gateway.jar
COPY deploy/flink/log-template.json /etc/millrace/log-template.json
COPY deploy/flink/log4j-console.properties /etc/millrace/log4j.properties
ENV MALLOC_ARENA_MAX=2
WORKDIR /var/lib/millrace-gateway
USER 9999:9999
EXPOSE 8090
ENTRYPOINT ["java", "-Dlog4j2.configurationFile=/etc/millrace/log4j.properties", "-XX:MaxRAMPercentage=60", "-cp", "/opt/millrace/millrace-gateway.jar:/opt/millrace/lib/*", "io.millrace.gateway.Main"]
