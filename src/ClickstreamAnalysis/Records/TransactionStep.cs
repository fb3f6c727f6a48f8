namespace ClickstreamAnalysis.Records;

/// <summary>A step of a transaction, between the records before and behind it.</summary>
internal sealed class TransactionStep(Action<Writing> run) : WriterStep
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    public override int Bytes => 0;

    public void Run(Writing writing)
    {
        try
        {
            run(writing);
            _done.TrySetResult();
        }
        catch (Exception e)
        {
            _done.TrySetException(e);
        }
    }

    public override void Fail(Exception error) => _done.TrySetException(error);
}
