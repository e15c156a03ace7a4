export { rateText, wilson, type Rate } from '../judge/wilson.ts'
