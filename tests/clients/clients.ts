import type { Client } from './client.ts'
import { agents, agentsResponses } from './drivers/agents.ts'
import { aiSdk, aiSdkResponses } from './drivers/ai-sdk.ts'
import { langchain } from './drivers/langchain.ts'
import { openaiNode } from './drivers/openai-node.ts'

/** Clients of `/v1/chat/completions`, and of `/v1/responses`. */
export const chatClients: Client[] = [openaiNode, aiSdk, langchain, agents]
export const responsesClients: Client[] = [aiSdkResponses, agentsResponses]
/** Every client that is driven for real. */
export const clients: Client[] = [...chatClients, ...responsesClients]
