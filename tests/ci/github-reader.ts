import { registerHooks } from 'node:module'

// GitHub's reader imports its schemas without saying that they are JSON, which Node asks for.
registerHooks({
  load: (url, context, next) =>
    next(
      url,
      /\/@actions\/workflow-parser\/.*\.json$/.test(url) ? { ...context, importAttributes: { type: 'json' } } : context,
    ),
})

const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser')
const { parseAction } = await import('@actions/workflow-parser/actions/index')

/** What GitHub's own reader finds wrong with a workflow. */
export async function workflowProblems(content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name: 'workflow.yml', content }, new NoOperationTraceWriter())
  if (value) await convertWorkflowTemplate(context, value)
  return context.errors.getErrors().map(({ message }) => message)
}

/** What it finds wrong with an action. */
export const actionProblems = (content: string): string[] =>
  parseAction({ name: 'action.yml', content }, new NoOperationTraceWriter())
    .context.errors.getErrors()
    .map(({ message }) => message)
