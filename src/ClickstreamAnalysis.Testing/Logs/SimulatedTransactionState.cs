namespace ClickstreamAnalysis.Testing.Logs;

internal enum SimulatedTransactionState
{
    Open,
    Committed,
    Aborted,
}
