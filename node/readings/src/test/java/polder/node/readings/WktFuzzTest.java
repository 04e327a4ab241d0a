package polder.node.readings;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import polder.ports.readings.Geometry;

/** Whatever is sent as a shape is refused, or is a shape that is written and read as the same. */
class WktFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void shapesSurviveWriting(byte[] content) {
    Geometry geometry;
    try {
      geometry = Wkt.parse(new String(content, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException refused) {
      return;
    }
    geometry.side(13.4, 52.5);
    if (!Wkt.parse(Wkt.write(geometry)).equals(geometry)) {
      throw new AssertionError("written and read again the shape differs");
    }
  }
}
