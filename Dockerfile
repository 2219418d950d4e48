# syntax=docker/dockerfile:1
# The server over Streamable HTTP or stdio, as small and as powerless as it gets: Node, its two libraries, the bundle.
FROM node:24-alpine AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && mkdir /data

FROM scratch
COPY --from=build /lib/ld-musl-*.so.1 /lib/
COPY --from=build /usr/lib/libstdc++.so.6 /usr/lib/libgcc_s.so.1 /usr/lib/
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /app/dist /app/dist
COPY --from=build --chown=65532:65532 /data /data
LABEL io.modelcontextprotocol.server.name="io.github.app-store-connect-mcp/app-store-connect-mcp"
ENV NODE_ENV=production HOME=/data ASC_STATE_DIR=/data/state ASC_DOWNLOAD_DIR=/data/downloads
WORKDIR /data
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/node", "/app/dist/index.js"]
