import re,pytest
from django.test import Client
from tests.factories import SmallSite
def test_x(site: SmallSite, client: Client):
    r=client.get("/en/stories/send/"); assert r.status_code==200
    import time
    from stories.steps import stamps
    from stories import keys
    st=str(stamps.Stamp(keys.new_token(), int(time.time())-60))
    r=client.post("/en/stories/send/",{"stamp":st,"title":"A","language":"en","body":"Hello there","region":"ea"})
    print(r.status_code,r.headers.get("Location"), r.cookies.keys())
    r=client.get("/en/stories/send/receipt/"); open("/tmp/r.html","wb").write(r.content); print(r.status_code)
    print(client.get("/en/stories/send/receipt/download/").content.decode())
    r=client.post("/en/stories/send/receipt/",{}); print(r.status_code,r.headers.get("Location"))
    r=client.get("/en/stories/send/people/"); assert r.status_code==200
    ref=re.search(r'name="story" value="([^"]+)"',r.content.decode())[1]
    r=client.post("/en/stories/send/people/",{"story":ref,"people":"agreed","names":"nobody","places":"region","by":"nobody"}); print(r.status_code,r.headers.get("Location"))
    r=client.get("/en/stories/send/pictures/"); assert r.status_code==200
    r=client.post("/en/stories/send/pictures/",{"story":ref}); print(r.status_code,r.headers.get("Location"))
    r=client.get("/en/stories/send/consent/"); assert r.status_code==200
    r=client.post("/en/stories/send/consent/",{"story":ref,"publish":"on","translation":"chosen","languages":["fr","ar"],"contact":"a@b.org","told":"on"}); print(r.status_code,r.headers.get("Location"))
    r=client.get("/en/stories/send/check/"); assert r.status_code==200
    open("/tmp/check.html","wb").write(r.content)
    r=client.post("/en/stories/send/check/",{"story":ref,"send":"1"}); print(r.status_code,r.headers.get("Location"))
    r=client.get("/en/stories/send/thanks/"); print(r.status_code); 
    for s in ["","people/","pictures/","consent/","check/"]:
        r=client.get("/en/stories/mine/story/"+s); assert r.status_code==200, (s, r.status_code)
    r=client.post("/en/stories/mine/story/",{"story":ref,"title":"B","language":"en","body":"Hello there again","region":"ea"}); print(r.status_code,r.headers.get("Location"))
    r=client.post("/en/stories/mine/story/check/",{"story":ref,"send":"1"}); print(r.status_code,r.headers.get("Location"))
    from stories.models import Submission
    s=Submission.objects.get(); print(s.state,s.title,s.typed,s.page.get_latest_revision_as_object().title, s.consent.languages, s.contact.is_told)
