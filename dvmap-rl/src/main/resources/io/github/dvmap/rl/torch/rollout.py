  # decoder.py's class goes on: prompts and decode steps of a rollout
  def joined(self: __torch__.Decoder, w: List[Tensor], first: int, end: int) -> Tensor:
    return torch.cat(torch.slice(w, first, end, 1), 0)
  def packed(self: __torch__.Decoder, w: Tensor, i: int) -> Tensor:
    if i == len(self.packs):
      self.packs.append(__torch__.packs(w))
    if self.packs[i]:
      return __torch__.pack(w)
    return w
  def ready(self: __torch__.Decoder, given: List[Tensor]) -> List[Tensor]:
    w = self.merged(self.prepared(given))
    c, s = self.angles(torch.zeros([1], dtype=4, device=w[0].device), w[0])
    none = torch.empty([0], dtype=w[0].dtype, device=w[0].device)
    all = [w[0]]
    for l in range(self.n_layers):
      o = 1 + l * self.stride
      b = o + self.stride - self.n_biases
      m = b - 4
      norms = none
      if self.qk_norm:
        norms = torch.cat([w[o + 5].expand([self.n_heads, -1]), w[o + 6].expand([self.n_kv, -1])], 0)
      bias = none
      if self.n_biases > 0:
        bias = self.joined(w, b, b + 3)
      out_bias = none
      if self.n_biases > 3:
        out_bias = w[b + 3]
      all = all + [w[o], self.packed(self.joined(w, o + 1, o + 4), 4 * l), bias, norms, self.packed(w[o + 4], 4 * l + 1), out_bias]
      all = all + [w[m], self.packed(self.joined(w, m + 1, m + 3), 4 * l + 2), self.packed(w[m + 3], 4 * l + 3)]
    return all + [w[self.norm_index], self.packed(w[self.head_index], 4 * self.n_layers)]
  def step_qkv(self: __torch__.Decoder, x: Tensor, p: List[Tensor], l: int, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    o = 1 + 9 * l
    heads = self.n_heads
    kv = self.n_kv
    y = __torch__.linear(__torch__.rms_norm(x, p[o], self.inverse[1]), p[o + 1])
    if self.n_biases > 0:
      y = torch.add_(y, p[o + 2])
    z = y.view([x.size(0), heads + 2 * kv, self.head_dim])
    both = torch.slice(z, 1, 0, heads + kv)
    if self.qk_norm:
      both = __torch__.rms_norm(both, p[o + 3], self.inverse[1])
    both = __torch__.rope(both, cos, sin)
    return (torch.slice(both, 1, 0, heads), torch.slice(both, 1, heads, heads + kv), torch.slice(z, 1, heads + kv, heads + 2 * kv))
  def step_finish(self: __torch__.Decoder, x: Tensor, a: Tensor, p: List[Tensor], l: int) -> Tensor:
    o = 1 + 9 * l
    y = torch.add_(__torch__.linear(a, p[o + 4]), x)
    if self.n_biases > 3:
      y = torch.add_(y, p[o + 5])
    z = __torch__.linear(__torch__.rms_norm(y, p[o + 6], self.inverse[1]), p[o + 7])
    n = z.size(1) // 2
    u = torch.mul_(__torch__.silu(torch.slice(z, 1, 0, n), 0), torch.slice(z, 1, n, 2 * n))
    return torch.add_(y, __torch__.linear(u, p[o + 8]))
  def step_head(self: __torch__.Decoder, x: Tensor, p: List[Tensor]) -> Tensor:
    o = 1 + 9 * self.n_layers
    return __torch__.linear(__torch__.rms_norm(x, p[o], self.inverse[1]), p[o + 1]).float()
  def prefill(self: __torch__.Decoder, ids: Tensor, pos: Tensor, prompt: Tensor, back: Tensor, last: Tensor, p: List[Tensor]) -> List[Tensor]:
    d = self.head_dim
    rep = self.n_heads // self.n_kv
    x = torch.embedding(p[0], ids)
    cos, sin = self.angles(pos, x)
    keys = annotate(List[Tensor], [])
    values = annotate(List[Tensor], [])
    rows = x.size(0)
    n = back.size(0)
    c = __torch__.starts(back, prompt.size(1), prompt.size(0))
    slots = torch.constant_pad_nd(back, [0, rows - n], 0)
    for l in range(self.n_layers):
      q, k, v = self.step_qkv(x, p, l, cos, sin)
      if self.ragged:
        kn = torch.slice(k, 0, 0, n).contiguous()
        vn = torch.slice(v, 0, 0, n).contiguous()
        keys.append(kn)
        values.append(vn)
        a, e = __torch__.ragged(torch.slice(q, 0, 0, n), kn, vn, c, c, prompt.size(1), prompt.size(1), True)
        a1 = self.filled(a, rows).view([rows, self.n_heads * d])
      else:
        kp = self.spread(k, prompt)
        vp = self.spread(v, prompt)
        keys.append(kp.contiguous())
        values.append(vp.contiguous())
        a = torch.scaled_dot_product_attention(self.spread(q, prompt), kp.repeat_interleave(rep, 1), vp.repeat_interleave(rep, 1), None, 0., True, scale=None)
        a1 = torch.index_select(a.transpose(1, 2).reshape([prompt.numel(), self.n_heads * d]), 0, slots)
      if l == self.n_layers - 1:
        x = torch.index_select(x, 0, last)
        a1 = torch.index_select(a1, 0, last)
      x = self.step_finish(x, a1, p, l)
    out = [self.step_head(x, p)]
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
      l.append(torch.empty([int(rows), self.n_kv, int(slots), self.head_dim], dtype=k.dtype, device=k.device))
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
      n = shape[4 * i]
      b = shape[4 * i + 1]
      g = shape[4 * i + 2]
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
    q1 = q.view([rows, kv, rep, d]).transpose(1, 2).contiguous()
    oc, lc = torch._scaled_dot_product_flash_attention_for_cpu(q1.transpose(1, 2), torch.slice(kc, 2, 0, used), torch.slice(vc, 2, 0, used), 0., False, attn_mask=None, scale=None)
    os = annotate(List[Tensor], [])
    ls = annotate(List[Tensor], [])
    r = 0
    for i in range(len(bias)):
      n = shape[4 * i]
      b = shape[4 * i + 1]
      g = shape[4 * i + 2]
      k = kp[i * self.n_layers + l]
      v = vp[i * self.n_layers + l]
      to = torch.slice(slots, 0, r, r + n)
      qa = torch.slice(q1, 0, r, r + n)
      if n < b * g:
        qa = torch.index_copy(torch.zeros([b * g, rep, kv, d], dtype=q.dtype, device=q.device), 0, to, qa)
      qp = qa.view([b, g * rep, kv, d]).transpose(1, 2)
      if torch.numel(bias[i]) > 0:
        o, e = torch._scaled_dot_product_flash_attention_for_cpu(qp, k, v, 0., False, attn_mask=bias[i].view([b, 1, 1, k.size(2)]), scale=None)
      else:
        o, e = torch._scaled_dot_product_flash_attention_for_cpu(qp, k, v, 0., False, attn_mask=None, scale=None)
      o = o.transpose(1, 2).reshape([b * g, rep, kv, d])
      e = e.transpose(1, 2).reshape([b * g, rep, kv])
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
    w = torch.unsqueeze(torch.sigmoid(lp - lc.transpose(1, 2)), 3)
    return torch.lerp(oc.transpose(1, 2), op, w).transpose(1, 2).reshape([rows, kv * rep * d])
  def attend_ragged(self: __torch__.Decoder, q: Tensor, l: int, used: int, shape: List[int], kp: List[Tensor], vp: List[Tensor], starts: List[Tensor], rows: List[Tensor], kc: Tensor, vc: Tensor) -> Tensor:
    n = q.size(0)
    d = self.head_dim
    oc, lc, c1, c2, m1, m2, s1, s2, d1 = torch._scaled_dot_product_flash_attention(q.reshape([n, self.n_kv, self.n_heads // self.n_kv, d]), torch.slice(kc, 2, 0, used), torch.slice(vc, 2, 0, used), 0., False, False, scale=None)
    os = annotate(List[Tensor], [])
    ls = annotate(List[Tensor], [])
    r = 0
    for i in range(len(rows)):
      b = i * self.n_layers + l
      o, e = __torch__.ragged(torch.slice(q, 0, r, r + shape[4 * i]), kp[b], vp[b], rows[i], starts[i], shape[4 * i + 2], shape[4 * i + 3], False)
      os.append(o)
      ls.append(e)
      r = r + shape[4 * i]
    if len(os) > 1:
      op = torch.cat(os, 0)
      lp = torch.cat(ls, 1)
    else:
      op = os[0]
      lp = ls[0]
    w = torch.unsqueeze(torch.sigmoid(lp.t() - lc.view([n, self.n_heads])), 2).type_as(op)
    return torch.lerp(oc.reshape([n, self.n_heads, d]), op, w).view([n, self.n_heads * d])
  def step(self: __torch__.Decoder, tok: Tensor, pos: Tensor, at: int, kind: int, shape: List[int], slots: Tensor, p: List[Tensor], kp: List[Tensor], vp: List[Tensor], marks: List[Tensor], rows: List[Tensor], kc: List[Tensor], vc: List[Tensor]) -> Tensor:
    y = torch.embedding(p[0], tok)
    cos, sin = self.angles(pos, y)
    for l in range(self.n_layers):
      q, k, v = self.step_qkv(y, p, l, cos, sin)
      e = torch.copy_(torch.select(kc[l], 2, at), k)
      f = torch.copy_(torch.select(vc[l], 2, at), v)
      if kind == 2:
        a = self.attend_ragged(q, l, at + 1, shape, kp, vp, marks, rows, kc[l], vc[l])
      else:
        if kind == 1:
          a = self.attend_fused(q, l, at + 1, shape, slots, kp, vp, marks, kc[l], vc[l])
        else:
          a = self.attend_step(q, l, at + 1, shape, slots, kp, vp, marks, kc[l], vc[l])
      y = self.step_finish(y, a, p, l)
    return self.step_head(y, p)
  def decode(self: __torch__.Decoder, settings: Tensor, shape: Tensor, slots: Tensor, u: Tensor, stops: Tensor, start: Tensor, logits: Tensor, p: List[Tensor], kp: List[Tensor], vp: List[Tensor], marks: List[Tensor], kc: List[Tensor], vc: List[Tensor]) -> List[Tensor]:
    s = annotate(List[float], [])
    for i in range(settings.size(0)):
      s.append(float(settings[i]))
    shape1 = annotate(List[int], [])
    for i in range(shape.size(0)):
      shape1.append(int(shape[i]))
    kind = int(s[7])
    rows = annotate(List[Tensor], [])
    if kind == 2:
      at = 0
      for b in range(len(shape1) // 4):
        rows.append(__torch__.starts(torch.slice(slots, 0, at, at + shape1[4 * b]), shape1[4 * b + 2], shape1[4 * b + 1]))
        at = at + shape1[4 * b]
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
        x = self.step(tok, start + (used + i - 1), used + i - 1, kind, shape1, slots, p, kp, vp, marks, rows, kc, vc)
      more = i < n and ended < limit
    f = torch.copy_(torch.select(out, 1, n), torch.full([r], i, dtype=4, device=u.device))
    return [out, logps, x]
  def forward(self: __torch__.Decoder, x: Tensor) -> Tensor:
    return x
