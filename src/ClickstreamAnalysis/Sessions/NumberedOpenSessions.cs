namespace ClickstreamAnalysis.Sessions;

/// <summary>The open sessions of one key, with the number of its closed ones. Other rows do not pay for the number.</summary>
internal sealed class NumberedOpenSessions<TAggregate>(SessionNumbers numbers) : OpenSessions<TAggregate>
{
    public override SessionNumbers? Numbers => numbers;
}
