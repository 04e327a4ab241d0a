package polder.adapters.sdl;

/** Files of jobs to change in tests. */
final class Samples {
  /** As little as SDL takes. */
  static final String SMALL =
      """
      version: "2.0"
      services:
        web:
          image: nginx:1.27
          expose:
            - port: 8080
              as: 80
              to:
                - global: true
      profiles:
        compute:
          web:
            resources:
              cpu:
                units: 0.5
              memory:
                size: 512Mi
              storage:
                size: 1Gi
        placement:
          dcloud:
            pricing:
              web:
                denom: uakt
                amount: 1000
      deployment:
        web:
          dcloud:
            profile: web
            count: 2
      """;

  /** All that SDL has. */
  static final String FULL =
      """
      ---
      version: "2.1"
      include: []
      endpoints:
        address:
          kind: ip
      reclamation:
        min_window: 24h
      services:
        api:
          image: ghcr.io/example/api:2@sha256:55a88146a4da0b6e193431b5b1d3492dfd7bebdc16919df4d031273e85a6157c
          command: ["bash", "-c"]
          args:
            - >-
              serve --port 8000
              --verbose
          env:
            - "TOKEN="
            - RATE=0.5
            - EQUATION=a=b
          expose:
            - port: 8000
              as: 80
              accept: [api.example.org, www.example.org]
              http_options: {max_body_size: 1048576, next_cases: ["error", "502"]}
              to:
                - global: true
                - service: worker
            - port: 3479
              proto: UDP
              to: [{global: true, ip: address}]
          dependencies:
            - service: worker
          params:
            storage:
              data: {mount: /data, readOnly: false}
              shm: {mount: /dev/shm}
            permissions: {read: [logs]}
            tee: cpu-gpu
          credentials: {host: ghcr.io, username: ann, password: secret, email: ann@example.org}
        worker:
          image: redis
          expose:
            - port: 6379
      profiles:
        compute:
          large:
            resources:
              cpu: {units: 1500m, attributes: {arch: amd64}}
              memory: {size: 4.75Gi}
              storage:
                - size: 10G
                - {name: data, size: 1Ti, attributes: {persistent: true, class: beta3}}
                - {name: shm, size: 512Mi, attributes: {class: ram}}
              gpu:
                units: 2
                attributes:
                  vendor:
                    nvidia:
                      - {model: H100, ram: 80Gi, interface: sxm}
                      - model: a100
                    amd:
          small:
            resources:
              cpu: {units: "0.1"}
              memory: {size: 128Mi}
              storage: {size: 5Mi}
        placement:
          west:
            attributes: {region: us-west, certified: true}
            signedBy:
              allOf: ["0x00000000000000000000000000000000000000a1"]
              anyOf: ["0x00000000000000000000000000000000000000a2", akash1365yvmc4s7awdyj3n2sav7xfx76adc6dnmlx63]
            pricing:
              large: {denom: ibc/170C677610AC31DF0904FFE09CD3B5C657492170E7E52372E48756B71E56F2F1, amount: 12.5}
              small: {denom: ibc/170C677610AC31DF0904FFE09CD3B5C657492170E7E52372E48756B71E56F2F1, amount: "0.25"}
          east:
            pricing:
              small: {denom: uakt, amount: 7}
      deployment:
        api:
          west: {profile: large, count: 1}
        worker:
          west: {profile: small, count: 3}
          east: {profile: small, count: 4}
      """;

  static final String WASM =
      """
      job: wasm
      module: app.wasm
      args: [--n, "10"]
      input: data/input.json
      fuel: 5G
      memory: 256Mi
      cpu: 500m
      disk: 1Gi
      max_price: 2.5
      attributes: {region: eu}
      signedBy: {anyOf: ["0x00000000000000000000000000000000000000a2"]}
      """;

  static final String RENDER =
      """
      job: render
      scene: scenes/hall.blend
      frames: 1..10
      tiles: 4x2
      samples: 128
      seed: 7
      blender: 3.10
      cpu: 4
      memory: 8Gi
      gpu: 1
      max_price: 20
      """;

  static final String BATCH =
      """
      job: batch
      image: alpine@sha256:0a4eaa0eecf5f8c050e5bba433f58c052be7587ee8af3e8b3910ef9ab5fbe9f5
      command: [sh, -c]
      args: ["seq $MOST | sha256sum"]
      env: [MOST=1000]
      quorum: 3
      cpu: 0.5
      memory: 64Mi
      disk: 1Gi
      max_price: 0.5
      attributes: {region: eu}
      """;

  private Samples() {}
}
