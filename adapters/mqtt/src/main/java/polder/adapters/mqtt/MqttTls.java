package polder.adapters.mqtt;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What TLS needs.
 *
 * @param certificate PEM: the certificate, then those between it and the root
 * @param key PEM: its private key in PKCS #8, without a passphrase
 */
public record MqttTls(Path certificate, Path key) {
  SslContext context() throws IOException {
    for (Path file : new Path[] {certificate, key}) {
      if (!Files.isReadable(file)) {
        throw new IOException("cannot read " + file + ", which TLS needs; name another file");
      }
    }
    try {
      return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (IllegalArgumentException e) {
      throw new IOException(
          certificate
              + " and "
              + key
              + " are no certificate and key in PEM: make the key PKCS #8 without a passphrase"
              + " (openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW)",
          e);
    }
  }
}
