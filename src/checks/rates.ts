export { rateText, wilson, type Rate } from './wilson.ts'
