const matrixTable = document.querySelector('table.matrix')
const reportMain = document.querySelector('main.report')
if (matrixTable instanceof HTMLTableElement) startMatrix(matrixTable)
if (reportMain instanceof HTMLElement) startReport(reportMain)
