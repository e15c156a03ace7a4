/** How people install a release of Ollama (https://docs.ollama.com/linux, "Installing specific versions"; as of 2026-11). */
export const installText = (version: string, platform: NodeJS.Platform): string =>
  platform === 'linux'
    ? `curl -fsSL https://ollama.com/install.sh | OLLAMA_VERSION=${version} sh`
    : `https://github.com/ollama/ollama/releases/tag/v${version}`
