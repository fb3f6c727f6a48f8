using Confluent.SchemaRegistry;

namespace ClickstreamAnalysis.SchemaRegistry;

/// <summary>One schema by id: on its way, there, or known not to be usable.</summary>
internal sealed class SchemaFetch<TParsed>(int id, SchemaRegistrySession registry, Func<ResolvedSchema, TParsed> parse)
    where TParsed : class
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TParsed? _value;
    private volatile SerdeException? _failure;
    private volatile string _lastAnswer = "";
    private bool _isUnknown;
    private long _failedTicks;

    /// <summary>The schema; null while it is not there.</summary>
    public TParsed? Value => _value;

    /// <summary>The registry did not know the id, and may know it by now.</summary>
    public bool IsOutdated =>
        _failure is not null && _isUnknown && Time.GetElapsedTime(_failedTicks) >= registry.Options.UnknownSchemaInterval;

    private TimeProvider Time => registry.Options.TimeProvider;

    public void Start() => _ = Task.Run(FetchAsync);

    public void Complete(ResolvedSchema schema)
    {
        try
        {
            _value = parse(schema);
        }
        catch (SerdeException error)
        {
            Fail(error, isUnknown: false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Fail(new SerdeException("invalid-schema", $"Schema {id} of the registry cannot be parsed: {error.Message}", error), isUnknown: false);
        }

        _ready.TrySetResult();
    }

    public TParsed GetOrThrow() => _value
        ?? throw (_failure is { } failure
            ? new SerdeException(failure.Reason, failure.Message)
            : new SerdeNotReadyException(() => $"schema {id} from the schema registry{_lastAnswer}", _ready.Task));

    private async Task FetchAsync()
    {
        var pause = s_firstPause;
        while (true)
        {
            try
            {
                Complete(await registry.FetchAsync(id, CancellationToken.None).ConfigureAwait(false));
                return;
            }
            catch (SchemaRegistryException error) when (RegistryError.SaysUnknown(error))
            {
                Fail(new SerdeException("unknown-schema", $"The schema registry has no schema with the id {id}: was the record written with another registry?"), isUnknown: true);
                _ready.TrySetResult();
                return;
            }
            catch (ObjectDisposedException)
            {
                // The client is disposed, so nobody reads any more.
                Fail(new SerdeException("unknown-schema", $"The client of the schema registry was disposed before it had schema {id}."), isUnknown: true);
                _ready.TrySetResult();
                return;
            }
            catch (Exception error)
            {
                // An outage loses no record: the partition waits, and says for what.
                _lastAnswer = $", and {RegistryError.Describe(error)}";
            }

            await Task.Delay(pause, Time).ConfigureAwait(false);
            pause = pause * 2 < registry.Options.MaxRetryInterval ? pause * 2 : registry.Options.MaxRetryInterval;
        }
    }

    private void Fail(SerdeException failure, bool isUnknown)
    {
        _failedTicks = Time.GetTimestamp();
        _isUnknown = isUnknown;
        _failure = failure;
    }
}
