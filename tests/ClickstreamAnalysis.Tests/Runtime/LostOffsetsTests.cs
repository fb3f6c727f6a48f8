using ClickstreamAnalysis.Logs.Embedded.Storage;
using ClickstreamAnalysis.Testing;
using RocksDbSharp;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>The contract of lost offsets on the logs that need no broker.</summary>
[TestFixture("simulated")]
[TestFixture("embedded")]
public sealed class LostOffsetsTests(string kind) : LostOffsetsContract
{
    private readonly string _logDirectory = Directory.CreateTempSubdirectory("lost-log-").FullName;

    [OneTimeTearDown]
    public void DeleteDirectory() => Directory.Delete(_logDirectory, recursive: true);

    protected override Task<IRecordLog> OpenAsync() =>
        Task.FromResult<IRecordLog>(kind == "simulated" ? new SimulatedLog() : new EmbeddedLog(Path.Combine(_logDirectory, Guid.NewGuid().ToString("N"))));

    protected override Task ForgetOffsetAsync(IRecordLog log, string group, TopicPartition partition)
    {
        if (log is EmbeddedLog embedded)
        {
            using var batch = new WriteBatch();
            batch.Delete(LogKey.GroupOffset(group, embedded.Topics.Get(partition).TopicId, partition.Partition));
            embedded.Database.Write(batch);
        }
        else
        {
            ((SimulatedLog)log).ForgetOffsets(group);
        }

        return Task.CompletedTask;
    }
}
