package polder.networks.learning;

import java.nio.ByteBuffer;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.Beginning;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

public record Global(int[] values, int[] momentum) {
  public static Global beginning(Architecture a, Hash seed) {
    float[] p = Beginning.of(a, seed);
    int[] v = new int[p.length];
    for (int i = 0; i < v.length; i++) v[i] = (int) StrictMath.rint(p[i] * 65536.0);
    return new Global(v, new int[v.length]);
  }
  public float[] parameters() {
    float[] p = new float[values.length];
    for (int i = 0; i < p.length; i++) p[i] = values[i] / 65536f;
    return p;
  }
  public Global plus(int[] delta) {
    int[] v = values.clone();
    for (int i = 0; i < v.length; i++) v[i] = sat((long) v[i] + delta[i]);
    return new Global(v, momentum);
  }
  public Global step(int[] g, long rate, long mom) {
    int[] v = values.clone(); int[] m = momentum.clone();
    for (int i = 0; i < v.length; i++) {
      m[i] = sat(Math.floorDiv(m[i] * mom + 500_000, 1_000_000L) + g[i]);
      long d = g[i] + Math.floorDiv(m[i] * mom + 500_000, 1_000_000L);
      v[i] = sat(v[i] + Math.floorDiv(d * rate + 500_000, 1_000_000L));
    }
    return new Global(v, m);
  }
  public Global atRest() { return new Global(values, new int[values.length]); }
  private static int sat(long x) { return (int) Math.clamp(x, -(1L << 24), 1L << 24); }
  public Bytes encode() { return new CborWriter().beginArray(2).bytes(bytes(values)).bytes(bytes(momentum)).toBytes(); }
  public static Global decode(Bytes b) { CborReader r = new CborReader(b); r.beginArray(); return new Global(ints(r.bytes()), ints(r.bytes())); }
  public static byte[] bytes(int[] v) { ByteBuffer b = ByteBuffer.allocate(4 * v.length); b.asIntBuffer().put(v); return b.array(); }
  public static int[] ints(Bytes b) { var i = ByteBuffer.wrap(b.unsafeArray()).asIntBuffer(); int[] v = new int[i.remaining()]; i.get(v); return v; }
}
