using System.Net;

namespace ClickstreamAnalysis.AspNetCore.Tests.Answers;

[TestFixture]
internal sealed class LostInstanceTests
{
    [Test]
    public async Task Get_AfterTheOtherInstanceIsGone_NeverAnswersWronglyAndSoonAnswersAll()
    {
        var log = await TestShop.LogAsync();
        await using var one = await TestShop.StartAsync(log, "one");
        var two = await TestShop.StartAsync(log, "two");
        await TestShop.UntilAsync(async () => TwoInstancesTests.KnowsOther(one) && await FoundAsync(one) == TestShop.Users.Length);
        await two.DisposeAsync();
        // From now on every key has a session, so an answer that there is none would be wrong.
        await TestShop.UntilAsync(async () => one.Application.FindOwners("sessions").All(static owner => owner.Status == StateOwnerStatus.Here) & await FoundAsync(one, isComplete: true) == TestShop.Users.Length);
    }

    [Test]
    public async Task Get_KeyElsewhereWithoutPeerKey_NamesTheOwnerAndAnswersNoPeers()
    {
        var log = await TestShop.LogAsync();
        await using var one = await TestShop.StartAsync(log, "one", key: null);
        await using var two = await TestShop.StartAsync(log, "two", key: null);
        await TestShop.UntilAsync(() => new(TwoInstancesTests.KnowsOther(one)));
        var user = TestShop.Users.First(user => one.Application.FindOwner("sessions", user).Status == StateOwnerStatus.Elsewhere);
        var (status, json) = await one.GetAsync($"/clickstream/sessions/sessions/{Uri.EscapeDataString(user)}");
        Assert.Multiple(() =>
        {
            Assert.That(status, Is.EqualTo(HttpStatusCode.MisdirectedRequest));
            Assert.That(json.GetProperty("owner").GetProperty("address").GetString(), Is.EqualTo(two.Address.ToString()));
        });
        Assert.That((await two.GetAsync("/clickstream-peers/shop/tasks")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private static async Task<int> FoundAsync(TestShop shop, bool isComplete = false)
    {
        var found = 0;
        foreach (var user in TestShop.Users)
        {
            var (status, json) = await shop.GetAsync($"/clickstream/sessions/sessions/{Uri.EscapeDataString(user)}");
            Assert.That((int)status, Is.AnyOf(200, isComplete ? 200 : 404, 502, 503, 504), json.ToString());
            found += status == HttpStatusCode.OK ? 1 : 0;
        }

        return found;
    }
}
