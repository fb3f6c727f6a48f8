using ClickstreamAnalysis.Logs.Kafka;
using ClickstreamAnalysis.Logs.Kafka.Clients;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ClickstreamAnalysis.Tests.Logs.Kafka;

/// <summary>What the client answers while a partition's leader is dead is not taken for an offset.</summary>
public sealed class OffsetLookupTests
{
    private int _refreshed;

    [TestCase(-1001)]
    [TestCase(-1)]
    [TestCase(-2)]
    public async Task Find_SpecialValueWithoutError_IsUnavailable(long special)
    {
        var error = await Assert.ThrowsAsync<RecordLogUnavailableException>(() => FindAsync(TimeSpan.FromMilliseconds(50), special, special));

        Assert.That(error!.Message, Does.Contain("query offsets of clicks-0").And.Contain("trying again"));
        Assert.That(_refreshed, Is.Positive, "the leader was looked up again");
    }

    [Test]
    public async Task Find_SpecialValueBeforeTheLeaderAnswers_IsTheLeadersAnswer() =>
        Assert.That(await FindAsync(TimeSpan.FromSeconds(20), -1001, -1001, 42), Is.EqualTo(42));

    [Test]
    public async Task Find_EmptyPartition_IsZero() => Assert.That(await FindAsync(TimeSpan.FromSeconds(20), 0), Is.Zero);

    private Task<long> FindAsync(TimeSpan timeout, params long[] answers)
    {
        var asked = 0;
        var errors = new KafkaErrors("broker:9092", new ClientEvents(new KafkaLogOptions()));
        return new OffsetLookup(errors, "query offsets of clicks-0", timeout).FindAsync(
            () => Task.FromResult(new ListOffsetsResult
            {
                ResultInfos =
                [
                    new ListOffsetsResultInfo
                    {
                        TopicPartitionOffsetError = new TopicPartitionOffsetError(
                            "clicks", 0, answers[Math.Min(asked++, answers.Length - 1)], new Error(ErrorCode.NoError)),
                    },
                ],
            }),
            () =>
            {
                _refreshed++;
                return Task.CompletedTask;
            });
    }
}
