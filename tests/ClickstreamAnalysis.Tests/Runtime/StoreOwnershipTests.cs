using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>The test driver finds keys and values of stores that were changed without being put again.</summary>
public sealed class StoreOwnershipTests
{
    private const string KeyMistake = "a key was changed";
    private const string ValueMistake = "a value was changed";

    [Test]
    public void ValueChangedAfterTryGet_NotPut_Throws() => AssertFails(
        ValueMistake,
        (stores, count) =>
        {
            if (stores.Values.TryGet([1], out var value))
            {
                value[0]++;
            }
            else
            {
                stores.Values.Put([1], [0]);
            }
        });

    [Test]
    public void ValueChangedAfterTryGet_NotPut_ThrowsAfterARestartToo()
    {
        using var run = new Run((stores, count) =>
        {
            if (!stores.Values.TryGet([1], out var value))
            {
                stores.Values.Put([1], [0]);
            }
            else if (count == 3)
            {
                value[0]++;
            }
        });
        run.Pipe(2);
        run.Driver.Restart();

        Assert.That(() => run.Pipe(1), Throws.InstanceOf<InvalidOperationException>().With.Message.Contains(ValueMistake));
    }

    [Test]
    public void ValueChangedAfterPut_InTheSameCall_Throws() => AssertFails(
        ValueMistake,
        (stores, count) =>
        {
            var value = new byte[1];
            stores.Values.Put([1], value);
            value[0]++;
        });

    [Test]
    public void ValueKeptByTheProcessor_ChangedAtALaterRecord_Throws()
    {
        var kept = new byte[1];
        AssertFails(
            ValueMistake,
            (stores, count) =>
            {
                if (count == 1)
                {
                    stores.Values.Put([1], kept);
                }

                kept[0] = (byte)(count / 2);
            });
    }

    [Test]
    public void ValueChangedWhileEnumerating_NotPut_Throws() => AssertFails(
        ValueMistake,
        (stores, count) =>
        {
            if (count == 1)
            {
                stores.Values.Put([1], [0]);
            }
            else
            {
                stores.Values.All().Single().Value[0]++;
            }
        });

    [Test]
    public void ValueOfAWindow_ChangedAndNotPut_Throws() => AssertFails(
        ValueMistake,
        (stores, count) =>
        {
            if (stores.Windows.TryFetch([1], 0, out var value))
            {
                value[0]++;
            }
            else
            {
                stores.Windows.Put([1], 0, [0]);
            }
        });

    [Test]
    public void ValueOfASession_ChangedAndNotPut_Throws() => AssertFails(
        ValueMistake,
        (stores, count) =>
        {
            if (stores.Sessions.TryGet([1], new SessionWindow(0, 5), out var value))
            {
                value[0]++;
            }
            else
            {
                stores.Sessions.Put([1], new SessionWindow(0, 5), [0]);
            }
        });

    [Test]
    public void KeyUsedAgainAsABuffer_AfterPut_Throws()
    {
        var buffer = new byte[1];
        AssertFails(
            KeyMistake,
            (stores, count) =>
            {
                buffer[0] = (byte)count;
                stores.Values.Put(buffer, [1]);
            });
    }

    [Test]
    public void KeyUsedAgainAsABuffer_BeforeAnEnumeration_ThrowsThere()
    {
        var buffer = new byte[1];
        AssertFails(
            KeyMistake,
            (stores, count) =>
            {
                stores.Values.Put(buffer, [1]);
                buffer[0]++;
                _ = stores.Values.All().Count();
            });
    }

    [Test]
    public void KeyChanged_BadRecordsAreSkipped_StillThrows()
    {
        using var run = new Run(
            (stores, count) =>
            {
                var key = new byte[1];
                stores.Values.Put(key, [1]);
                key[0]++;
                _ = stores.Values.All().Count();
            },
            new() { BadRecords = BadRecordPolicy.Skip });

        Assert.That(() => run.Pipe(1), Throws.InstanceOf<InvalidOperationException>().With.Message.Contains(KeyMistake));
    }

    [Test]
    public void ValuePutAgainAfterItsChange_IsKeptAcrossARestart()
    {
        using var run = new Run((stores, count) =>
        {
            var value = stores.Values.TryGet([1], out var known) ? known : new byte[1];
            value[0]++;
            Assert.That(stores.Values.All().Count(), Is.LessThanOrEqualTo(1));
            Assert.That(stores.Values.TryGet([1], out _), Is.EqualTo(count > 1), "reading again before the change is put is no mistake");
            stores.Values.Put([1], value);
        });

        run.Pipe(3);
        run.Driver.Restart();
        run.Pipe(2);

        Assert.That(run.Last, Is.EqualTo(5));
    }

    [Test]
    public void ValueDeletedOrReplaced_MayBeChanged()
    {
        using var run = new Run((stores, count) =>
        {
            var value = new byte[1];
            stores.Values.Put([1], value);
            stores.Values.Put([1], [7]);
            value[0]++;
            stores.Values.Put([2], value);
            stores.Values.Delete([2]);
            value[0]++;
        });

        run.Pipe(3);

        Assert.That(run.Last, Is.EqualTo(7));
    }

    [Test]
    public void CheckTurnedOff_ChangeIsVisibleUntilARestart()
    {
        using var run = new Run(
            (stores, count) =>
            {
                if (stores.Values.TryGet([1], out var value))
                {
                    value[0]++;
                }
                else
                {
                    stores.Values.Put([1], [0]);
                }
            },
            new() { ChecksStores = false });

        run.Pipe(4);
        Assert.That(run.Last, Is.EqualTo(3));

        run.Driver.Restart();
        run.Pipe(1);
        Assert.That(run.Last, Is.EqualTo(1), "what was not put is gone");
    }

    private static void AssertFails(string mistake, Action<StoreSet, int> process)
    {
        using var run = new Run(process);

        Assert.That(() => run.Pipe(3), Throws.InstanceOf<InvalidOperationException>()
            .With.Message.Contains(mistake).And.Message.Contains("0_0").And.Message.Match("store '(values|windows|sessions)'"));
    }

    private sealed record StoreSet(IKeyValueStore<byte[], byte[]> Values, IWindowStore<byte[], byte[]> Windows, ISessionStore<byte[], byte[]> Sessions);

    /// <summary>A topology of one processor with three stores, which gets records one by one.</summary>
    private sealed class Run : IDisposable
    {
        private readonly Action<int> _pipe;
        private int _count;

        public Run(Action<StoreSet, int> process, TopologyTestDriverOptions? options = null)
        {
            var builder = new TopologyBuilder();
            builder.AddStore(Stores.KeyValue("values", Serdes.Bytes, Serdes.Bytes));
            builder.AddStore(Stores.Window("windows", Serdes.Bytes, Serdes.Bytes, TimeSpan.FromHours(1)));
            builder.AddStore(Stores.Session("sessions", Serdes.Bytes, Serdes.Bytes, TimeSpan.FromHours(1)));
            builder.Stream("in", Serdes.Int64, Serdes.Int64).Process(
                "user", () => new User(stores => process(stores, _count), this), "values", "windows", "sessions");
            Driver = new TopologyTestDriver(builder.Build(), options);
            var input = Driver.CreateInputTopic("in", Serdes.Int64, Serdes.Int64);
            _pipe = count => input.Pipe(1, 1, count);
        }

        public TopologyTestDriver Driver { get; }

        /// <summary>The first byte that the key-value store had after the last record.</summary>
        public int Last { get; private set; }

        public void Pipe(int records)
        {
            for (; records > 0; records--)
            {
                _pipe(++_count);
            }
        }

        public void Dispose() => Driver.Dispose();

        private sealed class User(Action<StoreSet> process, Run run) : IProcessor<long, long, long, long>
        {
            private StoreSet _stores = null!;

            public void Initialize(IProcessorContext<long, long> context) => _stores = new StoreSet(
                context.GetStore<IKeyValueStore<byte[], byte[]>>("values"),
                context.GetStore<IWindowStore<byte[], byte[]>>("windows"),
                context.GetStore<ISessionStore<byte[], byte[]>>("sessions"));

            public void Process(in Record<long, long> record)
            {
                process(_stores);
                run.Last = _stores.Values.TryGet([1], out var value) ? value[0] : 0;
            }
        }
    }
}
