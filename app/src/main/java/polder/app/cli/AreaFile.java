package polder.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import polder.node.readings.Wkt;
import polder.ports.readings.Geometry;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An area that is given as a box, or as a file of GeoJSON (RFC 7946) with one polygon. */
final class AreaFile {
  private static final long MOST_BYTES = 4L << 20;

  private AreaFile() {}

  /**
   * The area in words that an export understands.
   *
   * @param given a box as it is, or the name of a file
   * @throws IllegalArgumentException if the file holds something else than one polygon
   */
  static String text(String given) throws IOException {
    Path file;
    try {
      file = Path.of(given);
    } catch (InvalidPathException e) {
      return given;
    }
    if (!Files.isRegularFile(file)) {
      return given;
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new IllegalArgumentException(given + " is larger than " + MOST_BYTES + " bytes");
    }
    return Wkt.write(parse(Files.readString(file)));
  }

  /**
   * The polygon of a GeoJSON text: by itself, in a feature, or in a collection of one.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  static Geometry parse(String json) {
    try {
      return polygon(JsonMapper.shared().readTree(json), 3);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the area is no GeoJSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Geometry polygon(JsonNode node, int depth) {
    JsonNode features = node.path("features");
    if (depth > 0 && node.path("geometry").isObject()) {
      return polygon(node.path("geometry"), depth - 1);
    }
    if (depth > 0 && features.isArray() && features.size() == 1) {
      return polygon(features.path(0), depth - 1);
    }
    if (!node.path("type").asString("").equals("Polygon")) {
      throw new IllegalArgumentException("the area must be one GeoJSON Polygon");
    }
    List<List<Geometry.Point>> rings = new ArrayList<>();
    for (JsonNode ring : node.path("coordinates")) {
      List<Geometry.Point> points = new ArrayList<>();
      for (JsonNode point : ring) {
        if (!point.path(0).isNumber() || !point.path(1).isNumber()) {
          throw new IllegalArgumentException("a place in GeoJSON is [longitude, latitude]");
        }
        points.add(Wkt.point(point.path(0).doubleValue(), point.path(1).doubleValue()));
      }
      Wkt.checkRing(points);
      rings.add(points);
    }
    if (rings.isEmpty()) {
      throw new IllegalArgumentException("the polygon has no ring");
    }
    return new Geometry.Polygon(rings);
  }
}
