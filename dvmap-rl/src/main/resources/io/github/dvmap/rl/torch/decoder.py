def rms_norm(x: Tensor, w: Tensor, eps: float) -> Tensor:
  h = x.float()
  r = torch.rsqrt((h * h).mean([-1], True) + eps)
  return (h * r).type_as(x) * w

def rope(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  half = x.size(-1) // 2
  a = torch.slice(x, -1, 0, half)
  b = torch.slice(x, -1, half, 2 * half)
  return x * cos + torch.cat([torch.neg(b), a], -1) * sin

def least_kept(z: Tensor, e: Tensor, top_k: int, top_p: float, min_p: float) -> Tensor:
  v = z.size(1)
  least = torch.full_like(torch.slice(z, 1, 0, 1), float("-inf"))
  if top_k > 0:
    if top_k < v:
      least = torch.slice(torch.topk(z, top_k, -1, True, True)[0], 1, top_k - 1, top_k)
  if top_p < 1.:
    out = z < least
    mass = torch.sum(torch.masked_fill(e, out, 0.), [1], True, dtype=7) * top_p
    left = torch.masked_fill(z, out, float("-inf"))
    n = v
    if n > 256:
      n = 256
    s = torch.topk(left, n, -1, True, True)[0]
    w = torch.exp(s).to(7)
    keep = torch.cumsum(w, 1) - w < mass
    if n < v:
      if bool(torch.any(torch.select(keep, 1, n - 1))):
        s = torch.sort(left, -1, True)[0]
        w = torch.exp(s).to(7)
        keep = torch.cumsum(w, 1) - w < mass
    least = torch.maximum(least, torch.gather(s, 1, torch.sum(keep, [1], True) - 1))
  if min_p > 0.:
    least = torch.clamp_min(least, float(torch.log(torch.scalar_tensor(min_p, dtype=7))))
  return least

def invert(e: Tensor, u: Tensor) -> Tuple[Tensor, Tensor]:
  w = 64
  n = (e.size(1) + w - 1) // w
  if n * w > e.size(1):
    e1 = torch.constant_pad_nd(e, [0, n * w - e.size(1)], 0.)
  else:
    e1 = e
  blocks = e1.view([e.size(0), n, w])
  sums = torch.sum(blocks, [2]).to(7)
  c = torch.cumsum(sums, 1)
  total = torch.slice(c, 1, n - 1, n)
  at = torch.unsqueeze(u, 1).to(7) * total
  b = torch.searchsorted(c, at, out_int32=False, right=True).clamp(0, n - 1)
  rest = at - (torch.gather(c, 1, b) - torch.gather(sums, 1, b))
  inside = torch.gather(blocks, 1, torch.unsqueeze(b, 2).expand([-1, -1, w]))
  d = torch.cumsum(torch.squeeze(inside, 1), 1, dtype=7)
  end = torch.slice(d, 1, w - 1, w) * (1. - 1e-9)
  t = torch.searchsorted(d, torch.minimum(rest, end), out_int32=False, right=True).clamp(0, w - 1)
  return (torch.squeeze(b * w + t, 1), torch.squeeze(total, 1))

def pick(logits: Tensor, u: Tensor, temperature: float, top_k: int, top_p: float, min_p: float) -> Tuple[Tensor, Tensor]:
  z = logits.float()
  z = z - torch.amax(z, [1], True)
  if temperature > 0.:
    if temperature > 1e-30:
      z = z / temperature
    else:
      z = z / 1e-30
  e = torch.exp(z)
  if temperature == 0.:
    tok = torch.argmax(z, 1)
    total = torch.sum(e, [1], dtype=7)
  else:
    tok, total = __torch__.invert(e, u)
    if top_k > 0 or top_p < 1. or min_p > 0.:
      least = __torch__.least_kept(z, e, top_k, top_p, min_p)
      tok, kept = __torch__.invert(torch.masked_fill(e, z < least, 0.), u)
  logp = torch.squeeze(torch.gather(z, 1, torch.unsqueeze(tok, 1)), 1) - torch.log(total).float()
  return (tok, logp)

def tensors(held: List[Tensor]) -> List[Tensor]:
  l = annotate(List[Tensor], [])
  for i in range(len(held)):
    l.append(held[i])
  return l

class Decoder(Module):
  __parameters__ = []
  __buffers__ = []
  n_layers : int
  n_heads : int
  n_kv : int
  head_dim : int
  head_index : int
  eps : float
  theta : float
  n_weights : int
  lora_scale : float
  dtype : int
  held : List[Tensor]
  held_g : List[Tensor]
  held_m : List[Tensor]
  held_v : List[Tensor]
  held_s : List[Tensor]
  training : bool
  def hold(self: __torch__.Decoder, w: Tensor) -> Tensor:
    self.held.append(torch.detach(torch.to(w, self.dtype)).clone())
    return w
  def learn(self: __torch__.Decoder, x: Tensor) -> Tensor:
    for i in range(len(self.held)):
      w = torch.requires_grad_(self.held[i], True)
      self.held_g.append(torch.zeros_like(w))
      self.held_m.append(torch.zeros_like(w))
      self.held_v.append(torch.zeros_like(w))
      self.held_s.append(torch.zeros([1], dtype=6, device=w.device).select(0, 0))
    return x
  def peek(self: __torch__.Decoder, index: Tensor) -> Tensor:
    return torch.detach(self.held[int(index)]).float()
  def peek_gradient(self: __torch__.Decoder, index: Tensor) -> Tensor:
    return self.held_g[int(index)].float()
  def state(self: __torch__.Decoder, kind: Tensor, index: Tensor) -> Tensor:
    k = int(kind)
    i = int(index)
    if k == 0:
      t = self.held[i]
    else:
      if k == 1:
        t = self.held_m[i]
      else:
        if k == 2:
          t = self.held_v[i]
        else:
          t = self.held_s[i]
    return t
  def peek_state(self: __torch__.Decoder, kind: Tensor, index: Tensor) -> Tensor:
    return torch.detach(self.state(kind, index)).float()
  def poke_state(self: __torch__.Decoder, kind: Tensor, index: Tensor, value: Tensor) -> Tensor:
    t = torch.copy_(self.state(kind, index), value)
    return value
  def assign(self: __torch__.Decoder, value: Tensor, target: List[Tensor]) -> Tensor:
    t = torch.copy_(target[0], value)
    return value
  def prepared(self: __torch__.Decoder, given: List[Tensor]) -> List[Tensor]:
    w = __torch__.tensors(self.held)
    if len(given) > 1:
      for i in range(len(given)):
        w.append(torch.to(given[i], self.dtype))
    return w
  def project(self: __torch__.Decoder, x: Tensor, p: List[Tensor], i: int) -> Tensor:
    y = torch.linear(x, p[i])
    if len(p) > self.n_weights:
      a = p[self.n_weights + i]
      if torch.numel(a) > 0:
        y = y + torch.linear(torch.linear(x, a), p[2 * self.n_weights + i]) * self.lora_scale
    return y
  def merged(self: __torch__.Decoder, p: List[Tensor]) -> List[Tensor]:
    w = annotate(List[Tensor], [])
    if len(p) > self.n_weights:
      for i in range(self.n_weights):
        a = p[self.n_weights + i]
        if torch.numel(a) > 0:
          w.append(p[i] + torch.matmul(p[2 * self.n_weights + i], a) * self.lora_scale)
        else:
          w.append(p[i])
    else:
      w = p
    return w
  def angles(self: __torch__.Decoder, pos: Tensor, like: Tensor) -> Tuple[Tensor, Tensor]:
    inv = torch.pow(self.theta, torch.neg(torch.arange(0, self.head_dim, 2, dtype=6, device=pos.device)) / self.head_dim)
    f = torch.unsqueeze(pos.to(6), -1) * inv
    e = torch.unsqueeze(torch.cat([f, f], -1), 1)
    return (torch.cos(e).type_as(like), torch.sin(e).type_as(like))
  def qkv(self: __torch__.Decoder, x: Tensor, p: List[Tensor], l: int, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    o = 1 + l * 11
    n = x.size(0)
    h = __torch__.rms_norm(x, p[o], self.eps)
    q = self.project(h, p, o + 1).view([n, self.n_heads, self.head_dim])
    k = self.project(h, p, o + 2).view([n, self.n_kv, self.head_dim])
    v = self.project(h, p, o + 3).view([n, self.n_kv, self.head_dim])
    q1 = __torch__.rope(__torch__.rms_norm(q, p[o + 5], self.eps), cos, sin)
    k1 = __torch__.rope(__torch__.rms_norm(k, p[o + 6], self.eps), cos, sin)
    return (q1, k1, v)
  def finish(self: __torch__.Decoder, x: Tensor, a: Tensor, p: List[Tensor], l: int) -> Tensor:
    o = 1 + l * 11
    y = x + self.project(a, p, o + 4)
    h = __torch__.rms_norm(y, p[o + 7], self.eps)
    return y + self.project(torch.silu(self.project(h, p, o + 8)) * self.project(h, p, o + 9), p, o + 10)
  def heads(self: __torch__.Decoder, x: Tensor, slots: Tensor) -> Tensor:
    y = torch.index_select(x, 0, slots.flatten(0, -1))
    return y.view([slots.size(0), slots.size(1), x.size(1), x.size(2)]).transpose(1, 2)
  def grouped(self: __torch__.Decoder, x: Tensor, slots: Tensor) -> Tensor:
    y = torch.index_select(x, 0, slots.flatten(0, -1))
    return y.view([slots.size(0), slots.size(1), slots.size(2), x.size(1), x.size(2)]).permute([0, 3, 1, 2, 4])
  def attend(self: __torch__.Decoder, q: Tensor, kp: Tensor, vp: Tensor, kc: Tensor, vc: Tensor, bias: Tensor, causal: Optional[Tensor]) -> Tensor:
    b = q.size(0)
    g = q.size(2)
    t = q.size(3)
    n = kp.size(2)
    s = kc.size(3)
    d = self.head_dim
    kv = self.n_kv
    rep = self.n_heads // kv
    scale = 1. / (float(d) ** 0.5)
    q1 = (q * scale).reshape([b, kv, rep, g, t, d]).transpose(2, 3).contiguous()
    sp = torch.matmul(q1.view([b, kv, g * rep * t, d]), kp.transpose(2, 3)) + bias
    so = torch.matmul(q1.view([b * kv * g, rep * t, d]), kc.reshape([b * kv * g, s, d]).transpose(1, 2)).view([b, kv, g * rep, t, s])
    if causal is not None:
      so1 = so + causal
    else:
      so1 = so
    w = torch.softmax(torch.cat([sp.view([b, kv, g * rep, t, n]), so1], -1).float(), -1).type_as(q)
    op = torch.matmul(torch.slice(w, -1, 0, n).reshape([b, kv, g * rep * t, n]), vp)
    oc = torch.matmul(torch.slice(w, -1, n, n + s).reshape([b * kv * g, rep * t, s]), vc.reshape([b * kv * g, s, d]))
    o = op.view([b, kv, g, rep, t, d]) + oc.view([b, kv, g, rep, t, d])
    return o.permute([0, 2, 4, 1, 3, 5]).reshape([b * g * t, self.n_heads * d])
  def hidden(self: __torch__.Decoder, ids: Tensor, pos: Tensor, prompt: Tensor, completion: Tensor, back: Tensor, bias: Tensor, p: List[Tensor]) -> Tensor:
    t = completion.size(2)
    x = torch.embedding(p[0], ids)
    cos, sin = self.angles(pos, x)
    causal = torch.triu(torch.full([t, t], float("-inf"), dtype=6, device=x.device), 1)
    bias1 = torch.unsqueeze(torch.unsqueeze(bias, 1), 1)
    for l in range(self.n_layers):
      q, k, v = self.qkv(x, p, l, cos, sin)
      kp = self.heads(k, prompt)
      vp = self.heads(v, prompt)
      ap = torch.scaled_dot_product_attention(self.heads(q, prompt), kp, vp, None, 0., True, scale=None, enable_gqa=True)
      ac = self.attend(self.grouped(q, completion), kp, vp, self.grouped(k, completion), self.grouped(v, completion), bias1, causal)
      a = torch.cat([ap.transpose(1, 2).reshape([prompt.numel(), self.n_heads * self.head_dim]), ac], 0)
      x = self.finish(x, torch.index_select(a, 0, back), p, l)
    return __torch__.rms_norm(x, p[1 + self.n_layers * 11], self.eps)
  def logprobs(self: __torch__.Decoder, ids: Tensor, pos: Tensor, prompt: Tensor, completion: Tensor, back: Tensor, bias: Tensor, rows: Tensor, targets: Tensor, temperature: Tensor, given: List[Tensor]) -> Tensor:
    p = self.prepared(given)
    h = self.hidden(ids, pos, prompt, completion, back, bias, p)
    logits = torch.linear(torch.index_select(h, 0, rows), p[self.head_index]).float() / float(temperature)
    return torch.squeeze(torch.gather(torch.log_softmax(logits, -1), 1, torch.unsqueeze(targets, 1)), 1)
  def logits(self: __torch__.Decoder, ids: Tensor, pos: Tensor, prompt: Tensor, completion: Tensor, back: Tensor, bias: Tensor, given: List[Tensor]) -> Tensor:
    p = self.prepared(given)
    h = self.hidden(ids, pos, prompt, completion, back, bias, p)
    return torch.linear(h, p[self.head_index]).float()
  def accumulate(self: __torch__.Decoder, logp: Tensor, gradient: Tensor, given: List[Tensor], given_g: List[Tensor]) -> Tensor:
    if len(given) > 1:
      p = given
      acc = given_g
    else:
      p = __torch__.tensors(self.held)
      acc = __torch__.tensors(self.held_g)
    loss = (logp * gradient).sum()
    gs = torch.grad([loss], p, None, False, False)
    for i in range(len(p)):
      g = gs[i]
      if g is not None:
        a = torch.add_(acc[i], g)
    return torch.detach(loss)
  def norm(self: __torch__.Decoder, acc: List[Tensor]) -> Tensor:
    return torch.norm(torch.stack(torch._foreach_norm(acc, 2)).float(), 2)
  def adamw(self: __torch__.Decoder, settings: Tensor, given: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor]) -> Tensor:
    if len(given) > 1:
      return self.update(settings, given, g, m, v, steps)
    return self.update(settings, __torch__.tensors(self.held), __torch__.tensors(self.held_g), __torch__.tensors(self.held_m), __torch__.tensors(self.held_v), __torch__.tensors(self.held_s))
  def update(self: __torch__.Decoder, settings: Tensor, p: List[Tensor], acc: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor]) -> Tensor:
    total = self.norm(acc)
    s = annotate(List[float], [])
    for i in range(settings.size(0)):
      s.append(float(settings[i]))
    if float(total) > s[5]:
      torch._foreach_mul_(acc, s[5] / (float(total) + 1e-6))
    torch._foreach_add_(steps, 1)
    torch._fused_adamw_(p, acc, m, v, [], steps, lr=s[0], beta1=s[1], beta2=s[2], weight_decay=s[4], eps=s[3], amsgrad=False, maximize=False)
    torch._foreach_zero_(acc)
    return total
  def ready(self: __torch__.Decoder, given: List[Tensor]) -> List[Tensor]:
    return self.merged(self.prepared(given))
  def prefill(self: __torch__.Decoder, ids: Tensor, pos: Tensor, prompt: Tensor, back: Tensor, last: Tensor, p: List[Tensor]) -> List[Tensor]:
    d = self.head_dim
    rep = self.n_heads // self.n_kv
    x = torch.embedding(p[0], ids)
    cos, sin = self.angles(pos, x)
    keys = annotate(List[Tensor], [])
    values = annotate(List[Tensor], [])
    for l in range(self.n_layers):
      q, k, v = self.qkv(x, p, l, cos, sin)
      kp = self.heads(k, prompt)
      vp = self.heads(v, prompt)
      keys.append(kp.contiguous())
      values.append(vp.contiguous())
      a = torch.scaled_dot_product_attention(self.heads(q, prompt), kp.repeat_interleave(rep, 1), vp.repeat_interleave(rep, 1), None, 0., True, scale=None)
      a1 = a.transpose(1, 2).reshape([prompt.numel(), self.n_heads * d])
      if l == self.n_layers - 1:
        x = self.finish(torch.index_select(x, 0, last), torch.index_select(a1, 0, torch.index_select(back, 0, last)), p, l)
      else:
        x = self.finish(x, torch.index_select(a1, 0, back), p, l)
    h = __torch__.rms_norm(x, p[1 + self.n_layers * 11], self.eps)
    out = [torch.linear(h, p[self.head_index]).float()]
    for l in range(self.n_layers):
      out.append(keys[l])
    for l in range(self.n_layers):
      out.append(values[l])
    return out
  def selected(self: __torch__.Decoder, index: Tensor, held: List[Tensor]) -> List[Tensor]:
    l = annotate(List[Tensor], [])
    for i in range(len(held)):
      l.append(torch.index_select(held[i], 0, index))
    return l
  def room(self: __torch__.Decoder, rows: Tensor, slots: Tensor, like: List[Tensor]) -> List[Tensor]:
    l = annotate(List[Tensor], [])
    for i in range(len(like)):
      k = like[i]
      l.append(torch.empty([int(rows), k.size(1), int(slots), k.size(3)], dtype=k.dtype, device=k.device))
    return l
  def moved(self: __torch__.Decoder, index: Tensor, used: Tensor, slots: Tensor, held: List[Tensor]) -> List[Tensor]:
    l = annotate(List[Tensor], [])
    n = int(used)
    for i in range(len(held)):
      k = held[i]
      to = torch.empty([index.size(0), k.size(1), int(slots), k.size(3)], dtype=k.dtype, device=k.device)
      t = torch.copy_(torch.slice(to, 2, 0, n), torch.index_select(torch.slice(k, 2, 0, n), 0, index))
      l.append(to)
    return l
  def attend_step(self: __torch__.Decoder, q: Tensor, l: int, used: int, shape: List[int], slots: Tensor, kp: List[Tensor], vp: List[Tensor], bias: List[Tensor], kc: Tensor, vc: Tensor) -> Tensor:
    d = self.head_dim
    kv = self.n_kv
    rep = self.n_heads // kv
    q1 = q * (1. / (float(d) ** 0.5))
    cap = kc.size(2)
    ks = torch.slice(kc.view([kc.size(0) * kv, cap, d]), 1, 0, used)
    vs = torch.slice(vc.view([kc.size(0) * kv, cap, d]), 1, 0, used)
    outs = annotate(List[Tensor], [])
    r = 0
    for i in range(len(bias)):
      n = shape[3 * i]
      b = shape[3 * i + 1]
      g = shape[3 * i + 2]
      k = kp[i * self.n_layers + l]
      v = vp[i * self.n_layers + l]
      m = k.size(2)
      full = n == b * g
      to = torch.slice(slots, 0, r, r + n)
      qi = torch.slice(q1, 0, r, r + n)
      if full:
        qa = qi
      else:
        qa = torch.index_copy(torch.zeros([b * g, kv * rep, d], dtype=q.dtype, device=q.device), 0, to, qi)
      qp = qa.reshape([b, g, kv, rep, d]).transpose(1, 2).reshape([b * kv, g * rep, d])
      sp = torch.bmm(qp, k.view([b * kv, m, d]).transpose(1, 2))
      if torch.numel(bias[i]) > 0:
        sp = (sp.view([b, kv, g * rep, m]) + bias[i].view([b, 1, 1, m])).view([b * kv, g * rep, m])
      so = torch.bmm(qi.reshape([n * kv, rep, d]), torch.slice(ks, 0, r * kv, (r + n) * kv).transpose(1, 2))
      sp1 = sp.view([b, kv, g, rep, m]).transpose(1, 2)
      if full:
        s = torch.cat([sp1, so.view([b, g, kv, rep, used])], -1)
      else:
        s = torch.cat([torch.index_select(sp1.reshape([b * g, kv, rep, m]), 0, to), so.view([n, kv, rep, used])], -1)
      w = torch.softmax(s.float(), -1).type_as(q).view([n * kv, rep, m + used])
      wp = torch.slice(w, 2, 0, m)
      if full:
        wa = wp.view([b, g, kv, rep, m])
      else:
        wa = torch.index_copy(torch.zeros([b * g, kv, rep, m], dtype=q.dtype, device=q.device), 0, to, wp.view([n, kv, rep, m])).view([b, g, kv, rep, m])
      op = torch.bmm(wa.transpose(1, 2).reshape([b * kv, g * rep, m]), v.view([b * kv, m, d]))
      op1 = op.view([b, kv, g, rep, d]).transpose(1, 2).reshape([b * g, kv * rep * d])
      if not full:
        op1 = torch.index_select(op1, 0, to)
      oc = torch.bmm(torch.slice(w, 2, m, m + used), torch.slice(vs, 0, r * kv, (r + n) * kv))
      outs.append(op1 + oc.view([n, kv * rep * d]))
      r = r + n
    if len(outs) > 1:
      a = torch.cat(outs, 0)
    else:
      a = outs[0]
    return a
  def attend_fused(self: __torch__.Decoder, q: Tensor, l: int, used: int, shape: List[int], slots: Tensor, kp: List[Tensor], vp: List[Tensor], bias: List[Tensor], kc: Tensor, vc: Tensor) -> Tensor:
    d = self.head_dim
    kv = self.n_kv
    rep = self.n_heads // kv
    rows = q.size(0)
    oc, lc = torch._scaled_dot_product_flash_attention_for_cpu(q.reshape([rows, kv, rep, d]), torch.slice(kc, 2, 0, used), torch.slice(vc, 2, 0, used), 0., False, attn_mask=None, scale=None)
    os = annotate(List[Tensor], [])
    ls = annotate(List[Tensor], [])
    r = 0
    for i in range(len(bias)):
      n = shape[3 * i]
      b = shape[3 * i + 1]
      g = shape[3 * i + 2]
      k = kp[i * self.n_layers + l]
      v = vp[i * self.n_layers + l]
      to = torch.slice(slots, 0, r, r + n)
      qa = torch.slice(q, 0, r, r + n)
      if n < b * g:
        qa = torch.index_copy(torch.zeros([b * g, kv * rep, d], dtype=q.dtype, device=q.device), 0, to, qa)
      qp = qa.reshape([b, g, kv, rep, d]).transpose(1, 2).reshape([b, kv, g * rep, d])
      if torch.numel(bias[i]) > 0:
        o, e = torch._scaled_dot_product_flash_attention_for_cpu(qp, k, v, 0., False, attn_mask=bias[i].view([b, 1, 1, k.size(2)]), scale=None)
      else:
        o, e = torch._scaled_dot_product_flash_attention_for_cpu(qp, k, v, 0., False, attn_mask=None, scale=None)
      o = o.reshape([b, kv, g, rep, d]).transpose(1, 2).reshape([b * g, kv, rep, d])
      e = e.reshape([b, kv, g, rep]).transpose(1, 2).reshape([b * g, kv, rep])
      if n < b * g:
        o = torch.index_select(o, 0, to)
        e = torch.index_select(e, 0, to)
      os.append(o)
      ls.append(e)
      r = r + n
    if len(os) > 1:
      op = torch.cat(os, 0)
      lp = torch.cat(ls, 0)
    else:
      op = os[0]
      lp = ls[0]
    return torch.lerp(oc, op, torch.unsqueeze(torch.sigmoid(lp - lc), 3)).reshape([rows, kv * rep * d])
  def step(self: __torch__.Decoder, tok: Tensor, pos: Tensor, at: int, fused: bool, shape: List[int], slots: Tensor, p: List[Tensor], kp: List[Tensor], vp: List[Tensor], bias: List[Tensor], kc: List[Tensor], vc: List[Tensor]) -> Tensor:
    y = torch.embedding(p[0], tok)
    cos, sin = self.angles(pos, y)
    for l in range(self.n_layers):
      q, k, v = self.qkv(y, p, l, cos, sin)
      e = torch.copy_(torch.select(kc[l], 2, at), k)
      f = torch.copy_(torch.select(vc[l], 2, at), v)
      if fused:
        a = self.attend_fused(q, l, at + 1, shape, slots, kp, vp, bias, kc[l], vc[l])
      else:
        a = self.attend_step(q, l, at + 1, shape, slots, kp, vp, bias, kc[l], vc[l])
      y = self.finish(y, a, p, l)
    return torch.linear(__torch__.rms_norm(y, p[1 + self.n_layers * 11], self.eps), p[self.head_index]).float()
  def decode(self: __torch__.Decoder, settings: Tensor, shape: Tensor, slots: Tensor, u: Tensor, stops: Tensor, start: Tensor, logits: Tensor, p: List[Tensor], kp: List[Tensor], vp: List[Tensor], bias: List[Tensor], kc: List[Tensor], vc: List[Tensor]) -> List[Tensor]:
    s = annotate(List[float], [])
    for i in range(settings.size(0)):
      s.append(float(settings[i]))
    shape1 = annotate(List[int], [])
    for i in range(shape.size(0)):
      shape1.append(int(shape[i]))
    used = int(s[0])
    most = int(s[1])
    limit = int(s[2])
    r = u.size(0)
    n = u.size(1)
    out = torch.zeros([r, n + 1], dtype=4, device=u.device)
    logps = torch.zeros([r, n], dtype=6, device=u.device)
    done = torch.zeros([r], dtype=11, device=u.device)
    x = logits
    i = 0
    more = True
    while more:
      tok, logp = __torch__.pick(x, torch.select(u, 1, i), s[3], int(s[4]), s[5], s[6])
      c = torch.copy_(torch.select(out, 1, i), tok)
      e = torch.copy_(torch.select(logps, 1, i), logp)
      done = torch.logical_or(done, torch.isin(tok, stops))
      ended = int(torch.sum(done))
      i = i + 1
      if ended < r and used + i < most:
        x = self.step(tok, start + (used + i - 1), used + i - 1, s[7] == 1., shape1, slots, p, kp, vp, bias, kc, vc)
      more = i < n and ended < limit
    f = torch.copy_(torch.select(out, 1, n), torch.full([r], i, dtype=4, device=u.device))
    return [out, logps, x]
  def forward(self: __torch__.Decoder, x: Tensor) -> Tensor:
    return x
